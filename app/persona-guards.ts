import { InputError } from "../brain/core/errors.ts";
import type { Persona } from "../brain/core/persona.ts";
import { builtInTopics, plainTopic } from "../brain/core/policy.ts";
import type { AskJudge, InputGuard, OpenGate, OutputGuard } from "../brain/core/ports.ts";
import { bySeverity } from "../brain/core/severity.ts";
import { allow, type Block } from "../brain/core/turn.ts";
import { nearestName } from "../brain/text/nearest-name.ts";
import { checkReply } from "../guards/check-reply.ts";
import { checkWhole } from "../guards/check-whole.ts";
import { compileLater } from "../guards/compile-later.ts";
import { createGate } from "../guards/gate.ts";
import { type GuardMeans, gentleGuard, inputGuards, outputGuardSteps, outputGuards } from "../guards/index.ts";
import type { StreamGuard } from "../guards/stream-guard.ts";
import { breatheIfDue, breathing, inPieces } from "./breathe.ts";
import { loadGuardMeans } from "./guard-means.ts";
import type { PersonaFile } from "./load-persona.ts";

export type PersonaGuards = {
  readonly inputs: readonly InputGuard[];
  /** Makes now what they would make with the first message. */
  prepareInputs(): Promise<void>;
  /** The guards of every reply, in the order of the policy. */
  readonly outputs: readonly OutputGuard[];
  readonly openGate: OpenGate;
  /**
   * What the gate would say of a whole reply; where it blocks, everything else that the guards find in the reply as well,
   * also behind the first sentence that would not be shown, the most severe first.
   */
  checkOutput(
    text: string,
    options?: { readonly previousUserMessage?: string | undefined; readonly judge?: AskJudge | undefined },
  ): Promise<readonly Block[]>;
};

/**
 * The guards that a persona asks for.
 * @throws {InputError} a pipeline names a guard that does not exist, or one of the persona's own lines breaks its policy
 */
export const personaGuards = async (file: PersonaFile): Promise<PersonaGuards> => {
  const { persona } = file;
  const { compile, prepare } = compileLater();
  const means = { ...(await loadGuardMeans(file)), compile };
  const always = (await inPieces(outputGuardSteps(persona, means))).map(breathing);
  await breatheIfDue();
  checkNames(file, always);
  const gentle = breathing(gentleGuard(means));
  const extra = [...addedByPipelines(persona, always, means).map(breathing), gentle];
  await inPieces(prepare());
  await checkOwnLines(file, always, gentle);
  const inputs = inputGuards(means).map(breathing);
  return {
    inputs,
    prepareInputs: () => inPieces(prepare()),
    outputs: always,
    openGate: ({ extraGuards = [], ...known }) =>
      createGate({ guards: [...always, ...extra.filter(({ name }) => extraGuards.includes(name))], ...known }),
    checkOutput: async (text, { previousUserMessage, judge } = {}) => {
      const { blocks } = await checkWhole(always, text, previousUserMessage, judge);
      if (blocks.length === 0) return blocks;
      const { blocks: others } = await checkReply(always, {
        text,
        shown: "",
        ...(previousUserMessage !== undefined && { previousUserMessage }),
        ...(judge && { judge }),
      });
      const named = new Set(blocks.map(({ category }) => category));
      return bySeverity([...blocks, ...others.filter(({ category }) => !named.has(category))]);
    },
  };
};

const has = (guards: readonly OutputGuard[], name: string) => guards.some((guard) => guard.name === name);

/** A pipeline may add a guard whose topic the policy otherwise allows. */
const addedByPipelines = (persona: Persona, always: readonly OutputGuard[], means: GuardMeans): StreamGuard[] => {
  const added = Object.values(persona.pipelines).flatMap(({ guards = [] }) => guards);
  const wanted = added.filter((name) => !has(always, name));
  if (wanted.length === 0) return [];
  const policy = Object.fromEntries([
    ...builtInTopics.map((name) => [name, plainTopic("allowed")] as const),
    ...wanted.map(
      (name) => [name, { ...(persona.policy[name] ?? plainTopic("forbidden")), rule: "forbidden" as const }] as const,
    ),
  ]);
  return outputGuards({ ...persona, policy }, means).filter(({ name }) => wanted.includes(name));
};

const checkNames = ({ persona, path, lineOf }: PersonaFile, always: readonly OutputGuard[]): void => {
  const known = [...new Set([...always.map(({ name }) => name), ...Object.keys(persona.policy), ...builtInTopics])];
  for (const [pipeline, { guards = [] }] of Object.entries(persona.pipelines)) {
    const at = guards.findIndex((name) => !known.includes(name));
    const unknown = guards[at];
    if (unknown === undefined) continue;
    const line = lineOf(["pipelines", pipeline, "guards", at]);
    const near = nearestName(unknown, known);
    throw new InputError({
      what: `pipelines.${pipeline}.guards names ${JSON.stringify(unknown)}, and there is no such guard${near === undefined ? "" : `; did you mean ${near}?`}`,
      where: line === undefined ? path : `${path}:${line}`,
      expected: known.join(", "),
    });
  }
};

/** What is sent as it stands passes no gate later: it has to be right now, and what is sent after a crisis gentle as well. */
const checkOwnLines = async (
  { persona, path, lineOf }: PersonaFile,
  guards: readonly OutputGuard[],
  gentle: OutputGuard,
): Promise<void> => {
  for (const { keys, text, afterCrisis } of ownLines(persona)) {
    const { verdict } = await checkWhole(guards, text);
    const other = afterCrisis ? (await checkWhole([gentle], text)).verdict : allow;
    const found = verdict.action === "block" ? verdict : other;
    if (found.action === "allow") continue;
    const line = lineOf(keys);
    const rule = found === verdict ? "breaks the persona's own policy" : "may be sent to somebody after a crisis";
    throw new InputError({
      what: `${spelled(keys)} ${rule} (${found.category}: ${found.reason})`,
      where: line === undefined ? path : `${path}:${line}`,
      fix:
        found === verdict ? "word it otherwise, or allow the topic under policy" : "word it without jokes and offers",
    });
  }
};

type OwnLine = {
  readonly keys: readonly (string | number)[];
  readonly text: string;
  readonly afterCrisis?: boolean;
};

/** What the persona sends as it stands. A helpline may well be reached through a messenger: its entries are not held against the policy. */
const ownLines = ({ safe_replies, goodbyes, open_questions, pipelines, care }: Persona): readonly OwnLine[] => [
  { keys: ["care", "text"], text: care.text, afterCrisis: true },
  ...goodbyes.map((text, at) => ({ keys: ["goodbyes", at], text, afterCrisis: true })),
  ...Object.entries(safe_replies).flatMap(([mood, texts]) =>
    texts.map((text, at) => ({ keys: ["safe_replies", mood, at], text, afterCrisis: mood === "negative" })),
  ),
  ...open_questions.map(({ text }, at) => ({ keys: ["open_questions", at], text })),
  ...Object.entries(pipelines).flatMap(([name, { replies = [] }]) =>
    replies.map((text, at) => ({ keys: ["pipelines", name, "replies", at], text, afterCrisis: name === "care" })),
  ),
];

const spelled = (keys: readonly (string | number)[]): string =>
  keys.map((key, at) => (typeof key === "number" ? `[${key}]` : at === 0 ? key : `.${key}`)).join("");
