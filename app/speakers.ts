import type { Persona } from "../brain/core/persona.ts";
import type { Identity, ModelConnection } from "../brain/core/ports.ts";
import { budgetScopes, type Role } from "../brain/core/spend.ts";
import type { TopicJudge } from "../brain/modules/judge-topic.ts";
import { sentimentReader } from "../brain/modules/sentiment.ts";
import type { Understudy } from "../brain/run-turn.ts";
import { isNetworked } from "./connections/access.ts";
import type { ConnectionSettings } from "./connections/connection.ts";
import type { ConnectionMeans } from "./connections/means.ts";
import { modelOf } from "./connections/model-of.ts";
import { openLm, placeOf } from "./connections/open-lm.ts";
import { resolveConnection } from "./connections/resolve-connection.ts";
import type { Roles } from "./connections/roles.ts";
import type { PersonaFile } from "./load-persona.ts";
import { readModel } from "./models.ts";
import { type PersonaGuards, personaGuards } from "./persona-guards.ts";

/** All of an understudy that a persona and its models bring: no program, no clock, no log. */
export type OpenedSpeakers = {
  readonly file: PersonaFile;
  readonly guards: PersonaGuards;
  readonly parts: Omit<Understudy, "demos" | "instructions" | "clock" | "log" | "onBug">;
  readonly notices: readonly string[];
};

/** The persona of a file with the models of its roles, of which one replies at least. @throws {InputError} */
export const openSpeakers = async (
  file: PersonaFile,
  roles: Roles,
  means: ConnectionMeans,
): Promise<OpenedSpeakers> => {
  const { persona } = file;
  const { budgets, roles: named } = means.sections;
  const spoken = { openQuestions: persona.open_questions };
  const open = (role: Role, connections: readonly ConnectionSettings[], where?: string) =>
    Promise.all(connections.map((each) => openLm(each, role, means, spoken, ...(where === undefined ? [] : [where]))));
  const cheaper =
    budgets.cheaper === undefined ? [] : [resolveConnection(budgets.cheaper, means.sections, cheaperSetting)];
  const asksMood = persona.model.ask_sentiment_below > 0;
  const [[lm, ...line], fallbacks, judges, moods, [cheap], weights] = await Promise.all([
    open("reply", roles.reply),
    open("fallback", roles.fallback, named.fallback === undefined ? fallbackSetting : undefined),
    wantsJudge(persona) ? open("judge", roles.judge) : [],
    asksMood ? open("sentiment", roles.sentiment) : [],
    open("reply", cheaper),
    readModel("sentiment.bin"),
  ]);
  if (lm === undefined) throw new Error("a reply needs a model");
  const lms = [lm, ...line, ...fallbacks, ...judges, ...moods, ...(cheap ? [cheap] : [])];
  await checkAffordable([...lms.map(({ identity }) => identity), ...roles.embed.flatMap(embedderOf)], means);
  const [guards, judgeLm, moodLm] = await Promise.all([personaGuards(file), asOne(judges), asOne(moods)]);
  const judge = judgeLm && (await openTopicJudge(persona, judgeLm));
  return {
    file,
    guards,
    parts: {
      persona,
      lm,
      ...(line.length > 0 && { line }),
      ...(fallbacks.length > 0 && { fallbacks }),
      ...(cheap && { cheaper: cheap }),
      ...(moodLm && { moodLm }),
      sentiment: sentimentReader({ weights }),
      inputGuards: guards.inputs,
      openGate: guards.openGate,
      ...(judge && { judge }),
    },
    notices: judge === undefined && wantsJudge(persona) ? [noJudge(judgeLm ?? lm)] : [],
  };
};

/** A budget of money needs the prices of all that may be asked. @throws {InputError} one is not known */
const checkAffordable = async (all: readonly Identity[], { sections, spending }: ConnectionMeans) => {
  const isLimited = budgetScopes.some((scope) => sections.budgets[scope]?.cost !== undefined);
  if (!isLimited || spending === undefined) return;
  const models = all.filter(({ provider }) => provider !== "offline");
  if (models.length === 0) return;
  const { checkPrices } = await import("./spend/check-prices.ts");
  checkPrices(sections, models, await spending.prices());
};

const embedderOf = (connection: ConnectionSettings): readonly Identity[] => {
  if (!isNetworked(connection)) return [];
  const { provider, name } = connection;
  const model = modelOf(connection, "embedding", placeOf(connection, "--embedder"));
  return [{ provider, model, ...(name !== undefined && { connection: name }) }];
};

const fallbackSetting = "model.fallback_lm in persona.yaml";
const cheaperSetting = "budgets.cheaper in understudy.yaml";

/** One connection that asks the next of them where one failed. */
const asOne = async (connections: readonly ModelConnection[]): Promise<ModelConnection | undefined> => {
  const [first, ...others] = connections;
  if (first === undefined || others.length === 0) return first;
  return (await import("../brain/lms/resilience/in-line.ts")).inLine([first, ...others]);
};

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
