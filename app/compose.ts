import { join } from "node:path";
import { turnContext } from "../brain/context/turn-context.ts";
import type { Demo } from "../brain/core/example.ts";
import type { Pipeline } from "../brain/core/persona.ts";
import type { JudgeQuestion, SentimentReader } from "../brain/core/ports.ts";
import { startSession, wordsLeftOut } from "../brain/core/session.ts";
import type { Block, Mask, Message, Steer } from "../brain/core/turn.ts";
import { screenMessage } from "../brain/modules/screen-message.ts";
import { sentimentReader } from "../brain/modules/sentiment.ts";
import { route } from "../brain/pipelines/route.ts";
import { cleanMessage } from "../brain/text/normalise.ts";
import { undisguise } from "../guards/undisguise.ts";
import type { Chat, ChatParts, Sources } from "./chat/create-chat.ts";
import { chooseLm } from "./choose-lm.ts";
import type { Config } from "./config.ts";
import { openFirstEmbedder } from "./connections/open-first-embedder.ts";
import { openLm } from "./connections/open-lm.ts";
import { openMeans } from "./connections/open-means.ts";
import { resolveConnection } from "./connections/resolve-connection.ts";
import { rolesOf } from "./connections/roles.ts";
import { loadDemos } from "./load-demos.ts";
import { loadPersona, type PersonaFile } from "./load-persona.ts";
import { understudyLoader } from "./load-understudy.ts";
import { readModel } from "./models.ts";
import { openBase } from "./open-base.ts";
import { defaultPersonaPath } from "./paths.ts";
import { personaGuards } from "./persona-guards.ts";
import { policyLine } from "./policy-line.ts";
import { withDemoCount } from "./programs/with-demo-count.ts";
import type { ChatSettings, Settings } from "./settings.ts";
import { noJudge, openTopicJudge, wantsJudge } from "./speakers.ts";

/** The conversation of a face: everything wired. @throws {InputError} @throws {LmError} of a networked embedder */
export const openChat = async (settings: ChatSettings): Promise<Chat> => {
  const base = await openBase(settings);
  const { means, notices } = base;
  try {
    // ax is large: what has no turn does not load it.
    const [{ createChat }, kept, lm] = await Promise.all([
      import("./chat/create-chat.ts"),
      settings.keepSession || settings.resume !== undefined ? openKeeping(means.config) : undefined,
      // Which models answer is settled once: a reload reads files, it does not change who speaks.
      chooseLm(settings, means),
    ]);
    means.startsWith(lm.connections);
    const { load, prepare } = understudyLoader(settings, base);
    const { ledger, sections } = means;
    const parts = { load, lm, ...kept, keepExample, standing: ledger.standing, sections, notices, close: base.close };
    const chat = await createChat(parts, settings);
    // A fault comes again where a guard meets it, and counts as a hit there.
    prepare().catch(() => {});
    return chat;
  } catch (error) {
    await base.close();
    throw error;
  }
};

/** The understudy alone, for whoever holds conversations of their own. @throws {InputError} @throws {LmError} of a networked embedder */
export const openUnderstudy = async (settings: ChatSettings) => {
  const base = await openBase(settings);
  const { means, notices, close } = base;
  try {
    const lm = await chooseLm(settings, means);
    means.startsWith(lm.connections);
    const { understudy } = await understudyLoader(settings, base).load({ ...placesOf(settings), lm });
    return { understudy, means, close, takeNotices: (): readonly string[] => notices.splice(0) };
  } catch (error) {
    await close();
    throw error;
  }
};

const placesOf = ({ persona, data, program, exclude }: Settings): Omit<Sources, "lm"> => ({
  ...(persona !== undefined && { persona }),
  ...(data !== undefined && { data }),
  ...(program !== undefined && { program }),
  ...(exclude && { exclude }),
});

/** Where conversations and what people thought of replies are kept: what keeps none does not load it. */
const openKeeping = async ({ home }: Config): Promise<Pick<ChatParts, "sessions" | "ratings" | "sessionFile">> => {
  const [{ openSessions, sessionsFolder }, { ratingLog }] = await Promise.all([
    import("./sessions/open-sessions.ts"),
    import("../store/rating-log.ts"),
  ]);
  return {
    sessions: openSessions({ home }),
    ratings: ratingLog({ path: join(home, "ratings.jsonl") }),
    sessionFile: (id) => join(sessionsFolder(home), `${id}.jsonl`),
  };
};

const keepExample: ChatParts["keepExample"] = async (kept) =>
  (await import("./sessions/keep-example.ts")).keepExample(kept);

/** The guards of a persona, for texts one by one. */
export type Guards = {
  readonly file: PersonaFile;
  /** All that the input guards find, the most severe first. */
  checkInput(text: string): Promise<readonly (Steer | Mask)[]>;
  /** All that the output guards find in a reply that they would not show whole, the most severe first. */
  checkOutput(text: string, previousUserMessage?: string): Promise<readonly Block[]>;
  /** The readings of a text that the platform guard tries beside the usual ones, where it looks disguised. */
  undisguised(text: string): readonly string[];
  /** Where the policy decided a finding: file, line and rule, or that it is built in. */
  policyLine(finding: { readonly category: string; readonly source?: string | undefined }): string;
  readonly notices: readonly string[];
  close(): Promise<void>;
};

/** The guards of a persona; a model judges only where `settings.lm` names one. @throws {InputError} */
export const openGuards = async (settings: Settings): Promise<Guards> => {
  const file = await loadPersona(personaPath(settings));
  const guards = await personaGuards(file);
  const { notices, ...means } = await quietMeans("guard");
  const wanted = wantsJudge(file.persona);
  const lm =
    wanted && settings.lm !== undefined
      ? await openLm(resolveConnection(settings.lm, means.sections, "--lm"), "judge", means, { openQuestions: [] })
      : undefined;
  const judge = lm && (await openTopicJudge(file.persona, lm));
  const now = Date.now();
  const context = turnContext(now, file.persona.time_zone, startSession("none", new Date(now).toISOString()));
  const account = { command: "guard", persona: file.persona.name };
  const ask = judge && ((question: JudgeQuestion) => judge(question, { context, account }));
  return {
    file,
    checkInput: async (text) => (await screenMessage(guards.inputs, { text, history: [] })).findings,
    checkOutput: (text, previousUserMessage) => guards.checkOutput(text, { previousUserMessage, judge: ask }),
    undisguised: (text) => undisguise(text).map((view) => view.text),
    policyLine: (finding) => policyLine(file, finding),
    notices: [...notices, ...(wanted && judge === undefined ? [noJudge(lm)] : [])],
    close: means.close,
  };
};

/** Reads moods, and says where each would lead. @throws {InputError} */
export const openSentiment = async (settings: Settings) => {
  const { inputs } = await personaGuards(await loadPersona(personaPath(settings)));
  const read = await loadSentiment();
  return async (text: string) => {
    const reading = read(text);
    const { steer } = await screenMessage(inputs, { text, history: [] });
    return { ...reading, pipeline: route(reading, { steer }).pipeline };
  };
};

/** Chooses demos as a chat would, those of a fixed reply too. `k` beats what the persona sets. @throws {InputError} @throws {LmError} */
export const openDemos = async (
  settings: Settings,
): Promise<{
  select(messages: readonly Message[], k?: number): Promise<readonly Demo[]>;
  readonly notices: readonly string[];
  close(): Promise<void>;
}> => {
  const { notices: told, ...means } = await quietMeans("demos");
  const file = await loadPersona(personaPath(settings));
  const { persona } = file;
  const read = await loadSentiment();
  const { inputs } = await personaGuards(file);
  const loaded = await loadDemos(settings, means).catch(async (error) => {
    await means.close();
    throw error;
  });
  const exclude = new Set(settings.exclude);
  const { selector, notices } = loaded;
  const counted = withDemoCount(persona, loaded.program);
  return {
    async select(messages, k) {
      const text = cleanMessage(messages.at(-1)?.text ?? "").text;
      const { steer, findings } = await screenMessage(inputs, { text, history: messages.slice(0, -1) });
      // What no model may read goes to no embedder either.
      const withheld = wordsLeftOut(findings);
      const readable: readonly Message[] =
        withheld === undefined ? messages : [...messages.slice(0, -1), { from: "user", text: withheld }];
      const pipelines: Readonly<Record<string, Pipeline>> = counted.pipelines;
      const { demos } = pipelines[route(read(text), { steer }).pipeline] ?? counted.pipelines.engage;
      return selector.select({
        messages: readable,
        k: k ?? (demos?.k || counted.model.demos),
        ...(demos?.tags && { tags: demos.tags }),
        exclude,
      });
    },
    notices: [...told, ...notices],
    close: means.close,
  };
};

/** Embeds texts one by one. @throws {InputError} @throws {LmError} */
export const openVectors = async (
  settings: Settings,
): Promise<{ embed(text: string): Promise<Float32Array>; close(): Promise<void> }> => {
  const means = await quietMeans("embed");
  const embedder = await openFirstEmbedder(rolesOf(means.sections, { embedder: settings.embedder }).embed, means);
  return { embed: (text) => embedder.embed([text], { account: { command: "embed" } }), close: means.close };
};

/** Of a command that speaks to nobody; `notices` grows with what a person should know. */
const quietMeans = async (command: string) => {
  const notices: string[] = [];
  const means = await openMeans({ command, notify: (notice) => notices.push(notice) });
  return { ...means, notices };
};

const personaPath = (settings: Settings): string => settings.persona ?? defaultPersonaPath();

const loadSentiment = async (): Promise<SentimentReader> =>
  sentimentReader({ weights: await readModel("sentiment.bin") });
