import type { Persona } from "../brain/core/persona.ts";
import type { ModelConnection } from "../brain/core/ports.ts";
import { type LmSpec, parseLmSpec } from "../brain/lms/parse-spec.ts";
import type { TopicJudge } from "../brain/modules/judge-topic.ts";
import { sentimentReader } from "../brain/modules/sentiment.ts";
import type { Understudy } from "../brain/run-turn.ts";
import { type ConnectionMeans, openLm } from "./connections.ts";
import type { PersonaFile } from "./load-persona.ts";
import { readModel } from "./models.ts";
import { type PersonaGuards, personaGuards } from "./persona-guards.ts";

/** All of an understudy that a persona and a model bring: no program, no clock, no log. */
export type OpenedSpeakers = {
  readonly file: PersonaFile;
  readonly guards: PersonaGuards;
  readonly parts: Omit<Understudy, "demos" | "instructions" | "clock" | "log" | "onBug">;
  readonly notices: readonly string[];
};

/**
 * The persona of a file with the model that `spec` names. `wrap` goes around every connection that is opened.
 * @throws {InputError}
 */
export const openSpeakers = async (
  file: PersonaFile,
  spec: LmSpec,
  means: ConnectionMeans,
  wrap: (lm: ModelConnection) => ModelConnection = (lm) => lm,
): Promise<OpenedSpeakers> => {
  const { persona } = file;
  const spoken = { openQuestions: persona.open_questions };
  const second = fallbackOf(persona);
  const [lm, fallback, weights] = await Promise.all([
    openLm(spec, means, spoken).then(wrap),
    second === undefined ? undefined : openLm(second, means, spoken, fallbackSetting).then(wrap),
    readModel("sentiment.bin"),
  ]);
  const guards = await personaGuards(file);
  const judge = await openTopicJudge(persona, lm);
  return {
    file,
    guards,
    parts: {
      persona,
      lm,
      ...(fallback && { fallback }),
      sentiment: sentimentReader({ weights }),
      inputGuards: guards.inputs,
      openGate: guards.openGate,
      ...(judge && { judge }),
    },
    notices: judge === undefined && wantsJudge(persona) ? [noJudge(lm)] : [],
  };
};

const fallbackSetting = "model.fallback_lm in persona.yaml";

/** The model that is asked where the first one gave nothing that passed. @throws {InputError} it is none */
export const fallbackOf = ({ model: { fallback_lm: spec } }: Persona): LmSpec | undefined =>
  spec === undefined ? undefined : parseLmSpec(spec, fallbackSetting);

/** Whether a topic of the policy asks for a model's second opinion. */
export const wantsJudge = ({ policy }: Persona): boolean => Object.values(policy).some(({ judge }) => judge);

/** The judge of the topics, where the policy wants one and the model can be one. */
export const openTopicJudge = async (persona: Persona, lm: ModelConnection): Promise<TopicJudge | undefined> =>
  wantsJudge(persona) ? (await import("../brain/modules/judge-topic.ts")).topicJudge(lm) : undefined;

/** What a person is told where a judge is wanted and there is none. */
export const noJudge = (lm: ModelConnection | undefined): string =>
  lm === undefined
    ? "The policy asks for a judge, and no model was named with --lm: the local rules decide alone."
    : `The policy asks for a judge, and ${lm.identity.provider}:${lm.identity.model} cannot judge: the local rules decide alone.`;
