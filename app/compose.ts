import { join, resolve } from "node:path";
import { turnContext } from "../brain/context/turn-context.ts";
import type { Demo } from "../brain/core/example.ts";
import type { Pipeline } from "../brain/core/persona.ts";
import type { DemoSelector, JudgeQuestion, ModelConnection, SentimentReader } from "../brain/core/ports.ts";
import type { CompiledProgram } from "../brain/core/program.ts";
import { startSession, wordsLeftOut } from "../brain/core/session.ts";
import type { Block, Mask, Message, Steer } from "../brain/core/turn.ts";
import { parseLmSpec } from "../brain/lms/parse-spec.ts";
import { screenMessage } from "../brain/modules/screen-message.ts";
import { sentimentReader } from "../brain/modules/sentiment.ts";
import { route } from "../brain/pipelines/route.ts";
import { cleanMessage } from "../brain/text/normalise.ts";
import { plural } from "../evals/reports/eval-words.ts";
import { undisguise } from "../guards/undisguise.ts";
import { chooseIndex, hnswFromRows } from "../optimizers/choose-index.ts";
import { demoSelector } from "../optimizers/demo-selector.ts";
import { loadHnsw } from "../optimizers/load-hnsw.ts";
import { turnLog } from "../store/turn-log.ts";
import { breatheIfDue } from "./breathe.ts";
import type { Chat, ChatParts, Load, Sources } from "./chat/create-chat.ts";
import { checkExcluded } from "./check-excluded.ts";
import { chooseLm } from "./choose-lm.ts";
import { steppingClock, systemClock } from "./clock.ts";
import { type Config, loadConfig } from "./config.ts";
import { type ConnectionMeans, openEmbedder, openLm } from "./connections.ts";
import { loadConversations } from "./load-conversations.ts";
import { loadPersona, type PersonaFile } from "./load-persona.ts";
import { readModel } from "./models.ts";
import { createNetwork } from "./network.ts";
import { defaultPersonaPath } from "./paths.ts";
import { personaGuards } from "./persona-guards.ts";
import { policyLine } from "./policy-line.ts";
import { openChosen } from "./programs/open-chosen.ts";
import { chooseProgram, openPrograms } from "./programs/open-programs.ts";
import { withDemoCount } from "./programs/with-demo-count.ts";
import type { ChatSettings, Settings } from "./settings.ts";
import { noJudge, openSpeakers, openTopicJudge, wantsJudge } from "./speakers.ts";

/** The conversation of a face: everything wired. @throws {InputError} @throws {LmError} of a networked embedder */
export const openChat = async (settings: ChatSettings): Promise<Chat> => {
  const config = loadConfig();
  const network = createNetwork();
  const means = { config, network };
  const clock = settings.now === undefined ? systemClock() : steppingClock(settings.now);
  const notices: string[] = [];
  const log = turnLog({
    directory: join(config.home, "turns"),
    onProblem: ({ message }) => notices.push(`The turns are not recorded: ${message}`),
  });
  /** Makes what would be made with the first message, while its author is still writing. */
  let prepare: () => Promise<void> = async () => {};
  const load: Load = async (sources) => {
    const own = settingsOf(settings, sources);
    const loadingDemos = loadDemos(own, means);
    // Of two faults the persona's is told: where its path is wrong, so is that of the examples beside it.
    loadingDemos.catch(() => {});
    const file = await loadPersona(personaPath(own));
    const { parts, guards, notices: told } = await openSpeakers(file, sources.lm.spec, means);
    const demos = await loadingDemos;
    notices.push(...demos.notices, ...told);
    prepare = async () => {
      await guards.prepareInputs();
      await breatheIfDue();
      parts.sentiment("hi");
    };
    const { persona, lm } = parts;
    const { program, named } = demos;
    return {
      understudy: {
        ...parts,
        persona: withDemoCount(persona, program),
        instructions: program.student.instructions,
        ...(named && { program: named }),
        lm: breathingLm(lm),
        ...(parts.fallback && { fallback: breathingLm(parts.fallback) }),
        demos: breathingSelector(demos.selector),
        clock,
        log,
        onBug: (error) => {
          if (config.debug) notices.push(error instanceof Error ? `${error.stack}` : "an unknown fault");
        },
      },
      lm: nameOf(lm.identity),
      lmReason: sources.lm.reason,
      summary: `read ${persona.name} and ${plural(demos.count, "example")}${named ? `, with the program ${named.name}` : ""}`,
      personaPath: resolve(personaPath(own)),
      dataPath: resolve(demos.dataPath),
      examples: program.trainset,
      embedder: nameOf(program.embedder),
    };
  };
  try {
    // ax is large: what has no turn does not load it.
    const [{ createChat }, kept, lm] = await Promise.all([
      import("./chat/create-chat.ts"),
      settings.keepSession || settings.resume !== undefined ? openKeeping(config) : undefined,
      // Which model answers is settled once: a reload reads files, it does not change who speaks.
      chooseLm(settings, means),
    ]);
    const chat = await createChat({ load, lm, ...kept, keepExample, notices, close: network.close }, settings);
    // A fault comes again where a guard meets it, and counts as a hit there.
    prepare().catch(() => {});
    return chat;
  } catch (error) {
    await network.close();
    throw error;
  }
};

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

/** The first turn runs code that has never run: it is parted before what takes longest. */
const breathingSelector = ({ select }: DemoSelector): DemoSelector => ({
  async select(query) {
    await breatheIfDue();
    return select(query);
  },
});

const breathingLm = (lm: ModelConnection): ModelConnection => ({
  ...lm,
  async *chat(request, options) {
    await breatheIfDue();
    yield* lm.chat(request, options);
  },
});

const keepExample: ChatParts["keepExample"] = async (kept) =>
  (await import("./sessions/keep-example.ts")).keepExample(kept);

/** The settings with the persona and the examples of now. */
const settingsOf = (
  { persona: _persona, data: _data, program: _program, exclude: _exclude, ...settings }: Settings,
  { persona, data, program, exclude }: Sources,
): Settings => ({
  ...settings,
  ...(persona !== undefined && { persona }),
  ...(data !== undefined && { data }),
  ...(program !== undefined && { program }),
  ...(exclude && { exclude }),
});

/** `offline`, or `provider:model`. */
const nameOf = ({ provider, model }: { readonly provider: string; readonly model: string }): string =>
  provider === "offline" ? "offline" : `${provider}:${model}`;

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
  const network = createNetwork();
  const wanted = wantsJudge(file.persona);
  const lm =
    wanted && settings.lm !== undefined
      ? await openLm(parseLmSpec(settings.lm, "--lm"), { config: loadConfig(), network }, { openQuestions: [] })
      : undefined;
  const judge = lm && (await openTopicJudge(file.persona, lm));
  const now = Date.now();
  const context = turnContext(now, file.persona.time_zone, startSession("none", new Date(now).toISOString()));
  const ask = judge && ((question: JudgeQuestion) => judge(question, { context }));
  return {
    file,
    checkInput: async (text) => (await screenMessage(guards.inputs, { text, history: [] })).findings,
    checkOutput: (text, previousUserMessage) => guards.checkOutput(text, { previousUserMessage, judge: ask }),
    undisguised: (text) => undisguise(text).map((view) => view.text),
    policyLine: (finding) => policyLine(file, finding),
    notices: wanted && judge === undefined ? [noJudge(lm)] : [],
    close: network.close,
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
  const network = createNetwork();
  const file = await loadPersona(personaPath(settings));
  const { persona } = file;
  const read = await loadSentiment();
  const { inputs } = await personaGuards(file);
  const loaded = await loadDemos(settings, { config: loadConfig(), network }).catch(async (error) => {
    await network.close();
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
    notices,
    close: network.close,
  };
};

/** Embeds texts one by one. @throws {InputError} @throws {LmError} */
export const openVectors = async (
  settings: Settings,
): Promise<{ embed(text: string): Promise<Float32Array>; close(): Promise<void> }> => {
  const network = createNetwork();
  const embedder = await openEmbedder(settings.embedder, { config: loadConfig(), network });
  return { embed: (text) => embedder.embed([text]), close: network.close };
};

const personaPath = (settings: Settings): string => settings.persona ?? defaultPersonaPath();

const loadSentiment = async (): Promise<SentimentReader> =>
  sentimentReader({ weights: await readModel("sentiment.bin") });

type LoadedDemos = {
  readonly selector: DemoSelector;
  readonly program: CompiledProgram;
  /** The program that was chosen by name or is promoted; missing where it is the default. */
  readonly named?: { readonly name: string; readonly id: string };
  readonly count: number;
  /** The file of the examples. */
  readonly dataPath: string;
  readonly notices: readonly string[];
};

/** The examples, the program that is to speak from them, and its index. */
const loadDemos = async (settings: Settings, means: ConnectionMeans): Promise<LoadedDemos> => {
  const { library, dataPath, folder } = openPrograms(settings, means.config);
  const [chosen, examples, embedder] = await Promise.all([
    chooseProgram(settings.program, library, settings.programFrom),
    loadConversations(dataPath),
    openEmbedder(settings.embedder, means),
  ]);
  checkExcluded(settings.exclude, examples, dataPath);
  await breatheIfDue();
  const { program, notices } = await openChosen(chosen, examples, { embedder, folder, dataPath });
  const index = await chooseIndex({
    vectors: program.vectors,
    dimensions: program.embedder.dimensions,
    // The native module costs start-up time and is of no use to fewer rows.
    hnsw: program.rows.length >= hnswFromRows ? await loadHnsw() : undefined,
  });
  return {
    program,
    selector: demoSelector(program, { embedder, index }),
    ...(chosen && { named: { name: chosen.name, id: chosen.id } }),
    count: program.trainset.length,
    dataPath,
    notices: index.note === undefined ? notices : [...notices, index.note],
  };
};
