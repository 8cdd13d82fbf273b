import { join } from "node:path";
import type { Example } from "../brain/core/example.ts";
import type { Embedder, ModelConnection, OutputGuard } from "../brain/core/ports.ts";
import { type CachedConnection, cached } from "../brain/lms/cached.ts";
import { type Meter, meter } from "../brain/lms/metered.ts";
import { parseLmSpec } from "../brain/lms/parse-spec.ts";
import { callCache } from "../store/call-cache.ts";
import { pricesOf } from "./check-price.ts";
import { chooseLm } from "./choose-lm.ts";
import { parseMoment } from "./clock.ts";
import { type Config, loadConfig } from "./config.ts";
import { openEmbedder, openLm } from "./connections.ts";
import { loadConversations } from "./load-conversations.ts";
import type { PersonaFile } from "./load-persona.ts";
import { createNetwork } from "./network.ts";
import { dataPathFor, defaultPersonaPath } from "./paths.ts";
import type { PersonaGuards } from "./persona-guards.ts";
import { type ProgramRunner, programRunner } from "./run-program.ts";
import type { Settings } from "./settings.ts";
import { openSpeakers } from "./speakers.ts";

/** What commands that ask a model many times are asked for. */
export type RunnerSettings = Settings & {
  /** Most model calls. */
  readonly budgetCalls?: number;
  /** US dollars. */
  readonly maxCost?: number;
  /** US dollars a million tokens. */
  readonly price?: { readonly prompt: number; readonly completion: number };
  /** Takes answers that earlier runs were given. */
  readonly resume?: boolean;
  readonly concurrency?: number;
  /** `provider[:model]` of what else will be asked (a judge, a user's player): it counts towards the same budget. */
  readonly otherModels?: readonly string[];
};

export type OpenedRunner = ProgramRunner & {
  readonly file: PersonaFile;
  readonly guards: PersonaGuards;
  readonly lm: ModelConnection;
  /** `offline`, `together:model`, … and why this one. */
  readonly lmName: string;
  readonly lmReason: string;
  /** Whether a model elsewhere may cost something: everything but the offline one. */
  readonly isPaid: boolean;
  readonly embedder: Embedder;
  readonly examples: readonly Example[];
  readonly dataPath: string;
  readonly meter: Meter;
  readonly config: Config;
  readonly outputs: readonly OutputGuard[];
  /** A connection to one of `otherModels`. @throws {InputError} */
  openModel(spec: string, where: string): Promise<ModelConnection>;
  /** What a person should know, since the last asking. */
  takeNotices(): readonly string[];
  close(): Promise<void>;
};

/** Eight at once: enough to hide a server's latency, few enough for its rate limits. */
export const defaultConcurrency = 8;

/** Persona, examples, guards and a model whose calls are counted, capped and remembered; ready to run programs. @throws {InputError} */
export const openRunner = async (
  settings: RunnerSettings,
  { signal }: { readonly signal?: AbortSignal } = {},
): Promise<OpenedRunner> => {
  const config = loadConfig();
  const network = createNetwork();
  try {
    const means = { config, network };
    const choice = await chooseLm(settings, means);
    const others = (settings.otherModels ?? []).map((spec) => parseLmSpec(spec).provider);
    const prices = pricesOf(settings, [choice.spec.provider, ...others]);
    const counted = meter({
      ...(settings.budgetCalls !== undefined && { maxCalls: settings.budgetCalls }),
      ...(settings.maxCost !== undefined && { maxCost: settings.maxCost }),
      ...(prices && { prices }),
    });
    const cache = callCache({ directory: join(config.home, "calls") });
    const connections: CachedConnection[] = [];
    const notices: string[] = [];
    const tellOnce = (notice: string) => {
      if (!notices.includes(notice)) notices.push(notice);
    };
    // What the cache knows never reaches the meter. The offline model is quicker than a cache.
    const wrap = (lm: ModelConnection): ModelConnection => {
      if (lm.identity.provider === "offline") return lm;
      const connection = cached(counted.wrap(lm), {
        cache,
        read: settings.resume ? "all" : "own",
        clock: { elapsed: () => performance.now() },
        server: serverOf(lm.identity.provider, config),
        onHit: counted.countHit,
        onProblem: (error) =>
          tellOnce(`Answers are not kept for --resume: ${error instanceof Error ? error.message : "unknown fault"}`),
        ...(signal && { signal }),
      });
      connections.push(connection);
      return connection;
    };
    const path = settings.persona ?? defaultPersonaPath();
    const dataPath = settings.data ?? dataPathFor(path);
    const [speakers, examples, embedder] = await Promise.all([
      openSpeakers(path, choice.spec, means, wrap),
      loadConversations(dataPath),
      openEmbedder(settings.embedder, means),
    ]);
    const { file, guards, parts } = speakers;
    notices.push(...speakers.notices);
    const runner = programRunner({
      ...parts,
      embedder,
      seed: settings.seed ?? 1,
      ...(settings.exclude && { exclude: settings.exclude }),
      ...(settings.now !== undefined && { now: parseMoment(settings.now) }),
    });
    const { identity } = parts.lm;
    const isPaid = identity.provider !== "offline";
    return {
      ...runner,
      file,
      guards,
      lm: parts.lm,
      lmName: isPaid ? `${identity.provider}:${identity.model}` : "offline",
      lmReason: choice.reason,
      isPaid,
      embedder,
      examples,
      dataPath,
      meter: counted,
      config,
      outputs: guards.outputs,
      async openModel(spec, where) {
        return wrap(
          await openLm(parseLmSpec(spec, where), means, { openQuestions: file.persona.open_questions }, where),
        );
      },
      takeNotices: () => notices.splice(0),
      async close() {
        // What a reader left early is paid for, and still being kept.
        await Promise.all(connections.map(({ settled }) => settled()));
        await network.close();
      },
    };
  } catch (error) {
    await network.close();
    throw error;
  }
};

/** The address that a provider's answers come from: models of the same name on another server are others. */
const serverOf = (provider: string, { togetherBaseUrl, openaiBaseUrl, ollamaHost }: Config): string => {
  if (provider === "ollama") return ollamaHost;
  return (provider === "together" ? togetherBaseUrl : openaiBaseUrl) ?? "";
};
