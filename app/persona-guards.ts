import { InputError } from "../brain/core/errors.ts";
import type { Persona } from "../brain/core/persona.ts";
import type { InputGuard, OpenGate, OutputGuard } from "../brain/core/ports.ts";
import type { OutputVerdict } from "../brain/core/turn.ts";
import { checkWhole } from "../guards/check-whole.ts";
import { createGate } from "../guards/gate.ts";
import { inputGuards, outputCategories, outputGuards } from "../guards/index.ts";

export type PersonaGuards = {
  readonly inputs: readonly InputGuard[];
  readonly openGate: OpenGate;
  /** What the gate would say of a whole reply. */
  checkOutput(text: string, previousUserMessage?: string): Promise<OutputVerdict>;
};

/**
 * The guards that a persona asks for.
 * @param where the persona's file, for messages
 * @throws {InputError} a pipeline names a guard that does not exist, or one of the persona's own lines breaks its policy
 */
export const personaGuards = async (persona: Persona, where: string): Promise<PersonaGuards> => {
  const always = outputGuards(persona);
  checkNames(persona, where);
  // A pipeline may add a guard whose topic the policy otherwise allows.
  const added = Object.values(persona.pipelines).flatMap(({ guards = [] }) => guards);
  const extra = added.every((name) => has(always, name)) ? [] : outputGuards({ ...persona, policy: {} });
  const named = (names: readonly string[]) => extra.filter(({ name }) => names.includes(name) && !has(always, name));
  await checkOwnLines(persona, always, where);
  return {
    inputs: inputGuards(),
    openGate: ({ previousUserMessage, extraGuards = [] }) =>
      createGate({ guards: [...always, ...named(extraGuards)], previousUserMessage }),
    checkOutput: async (text, previousUserMessage) => (await checkWhole(always, text, previousUserMessage)).verdict,
  };
};

const has = (guards: readonly OutputGuard[], name: string) => guards.some((guard) => guard.name === name);

const checkNames = (persona: Persona, where: string): void => {
  const known: readonly string[] = outputCategories;
  for (const [pipeline, { guards = [] }] of Object.entries(persona.pipelines)) {
    const unknown = guards.find((name) => !known.includes(name));
    if (unknown === undefined) continue;
    throw new InputError({
      what: `pipelines.${pipeline}.guards names ${JSON.stringify(unknown)}, and there is no such guard`,
      where,
      expected: known.join(" or "),
    });
  }
};

/** What is sent as it stands passes no gate later: it has to be right now. */
const checkOwnLines = async (persona: Persona, guards: readonly OutputGuard[], where: string): Promise<void> => {
  const { safe_replies, open_questions, pipelines, care } = persona;
  const lines = [
    // Its resources are not held against the policy: a helpline may well be reached through a messenger.
    ["care.text", care.text] as const,
    ...Object.entries(safe_replies).flatMap(([mood, texts]) =>
      texts.map((text, at) => [`safe_replies.${mood}[${at}]`, text] as const),
    ),
    ...open_questions.map(({ text }, at) => [`open_questions[${at}]`, text] as const),
    ...Object.entries(pipelines).flatMap(([name, { replies = [] }]) =>
      replies.map((text, at) => [`pipelines.${name}.replies[${at}]`, text] as const),
    ),
  ];
  for (const [path, text] of lines) {
    const { verdict } = await checkWhole(guards, text);
    if (verdict.action === "allow") continue;
    throw new InputError({
      what: `${path} breaks the persona's own policy (${verdict.category}: ${verdict.reason})`,
      where,
      fix: "word it otherwise, or allow the topic under policy",
    });
  }
};
