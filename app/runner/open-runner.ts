import { join } from "node:path";
import type { Example } from "../../brain/core/example.ts";
import type { Embedder, Identity, ModelConnection, VectorCache } from "../../brain/core/ports.ts";
import type { Role } from "../../brain/core/spend.ts";
import { type CachedConnection, cached } from "../../brain/lms/cached.ts";
import { type Meter, meter, type Prices } from "../../brain/lms/metered.ts";
import { profiles } from "../../brain/lms/profiles.ts";
import { callCache } from "../../store/call-cache.ts";
import { vectorCache } from "../../store/vector-cache.ts";
import { checkExcluded } from "../check-excluded.ts";
import { chooseLm } from "../choose-lm.ts";
import { parseMoment } from "../clock.ts";
import type { Config } from "../config.ts";
import { addressOf, isNetworked } from "../connections/access.ts";
import type { ConnectionSettings } from "../connections/connection.ts";
import { modelOf } from "../connections/model-of.ts";
import { openFirstEmbedder } from "../connections/open-first-embedder.ts";
import { openLm } from "../connections/open-lm.ts";
import { type OpenedMeans, openMeans } from "../connections/open-means.ts";
import { resolveConnection } from "../connections/resolve-connection.ts";
import { rolesOf } from "../connections/roles.ts";
import { loadConversations } from "../load-conversations.ts";
import { loadPersona, type PersonaFile } from "../load-persona.ts";
import { dataPathFor, defaultPersonaPath } from "../paths.ts";
import type { PersonaGuards } from "../persona-guards.ts";
import type { Settings } from "../settings.ts";
import { openSpeakers, type WrapLm } from "../speakers.ts";
import { dearestOf, priceNotice } from "./check-price.ts";
import { lateSignal } from "./late-signal.ts";
import type { Price } from "./parse-price.ts";
import { type ProgramRunner, programRunner } from "./run-program.ts";

/** What commands that ask a model many times are asked for. */
export type RunnerSettings = Settings & {
  /** What calls are counted for. */
  readonly command: "eval" | "compile" | "simulate";
  /** Most model calls. */
  readonly budgetCalls?: number;
  /** US dollars. */
  readonly maxCost?: number;
  /** US dollars a million tokens. */
  readonly price?: Price;
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
  /** Whether a model words the replies: the offline one takes them from the examples. */
  readonly isWorded: boolean;
  /** Whether anything but the offline model may be asked, were it the fallback alone: calls are counted, and may cost something. */
  readonly mayCost: boolean;
  /** `provider:model` of those that are asked only where the model of the replies failed, or nothing of it passed, but for offline ones. */
  readonly fallbackName?: string;
  /** What is charged, where that is known. */
  readonly prices?: Prices;
  readonly embedder: Embedder;
  readonly examples: readonly Example[];
  readonly dataPath: string;
  readonly meter: Meter;
  readonly config: Config;
  /** A connection to one of `otherModels`. @throws {InputError} */
  openModel(spec: string, where: string, role: Role): Promise<ModelConnection>;
  /** What a person should know, since the last asking. */
  takeNotices(): readonly string[];
  /** Calls that were begun and have not ended: they are paid for. */
  underWay(): number;
  /** Waits for calls under way, so that what is paid for is kept: once `signal` has fired, ten seconds at most. */
  close(): Promise<void>;
};

/** Eight at once: enough to hide a server's latency, few enough for its rate limits. */
export const defaultConcurrency = 8;

/**
 * Persona, examples, guards and a model whose calls are counted, capped and remembered; ready to run programs.
 * @param signal once it fires, no call is begun any more
 * @throws {InputError}
 */
export const openRunner = async (
  settings: RunnerSettings,
  { signal }: { readonly signal?: AbortSignal } = {},
): Promise<OpenedRunner> => {
  const notices: string[] = [];
  const tellOnce = (notice: string) => {
    if (!notices.includes(notice)) notices.push(notice);
  };
  const means = await openMeans({ command: settings.command, notify: tellOnce, price: settings.price });
  const { config, sections } = means;
  const late = lateSignal(signal);
  let closing: Promise<void> | undefined;
  const connections: CachedConnection[] = [];
  const end = async () => {
    // What a reader left early is paid for, and still being kept.
    await Promise.all(connections.map(({ settled }) => settled()));
    late.release();
    await means.close();
  };
  try {
    const path = settings.persona ?? defaultPersonaPath();
    const [choice, persona] = await Promise.all([chooseLm(settings, means), loadPersona(path)]);
    const reply = choice.connections;
    const named = { reply, embedder: settings.embedder, fallback: persona.persona.model.fallback_lm };
    const roles = { ...rolesOf(sections, named), reply };
    const others = (settings.otherModels ?? []).map((spec) => resolveConnection(spec, sections, "--lm"));
    const asked = [...reply, ...roles.fallback, ...others];
    const providers = asked.map(({ provider }) => provider);
    means.startsWith(asked);
    const prices = await pricesOf(asked.flatMap(identityOf), means, settings);
    if (prices.notice !== undefined) tellOnce(prices.notice);
    const counted = meter({
      ...(settings.budgetCalls !== undefined && { maxCalls: settings.budgetCalls }),
      ...(settings.maxCost !== undefined && { maxCost: settings.maxCost }),
      ...(prices.dearest && { prices: prices.dearest }),
    });
    const cache = callCache({ directory: join(config.home, "calls") });
    // What the cache knows never reaches the meter. The offline model is quicker than a cache.
    const wrap: WrapLm = (lm, from) => {
      if (lm.identity.provider === "offline") return lm;
      const connection = cached(counted.wrap(lm), {
        cache,
        read: settings.resume ? "all" : "own",
        clock: { elapsed: () => performance.now() },
        server: serverOf(from, config),
        onHit: counted.countHit,
        onProblem: (error) =>
          tellOnce(`Answers are not kept for --resume: ${error instanceof Error ? error.message : "unknown fault"}`),
        ...(signal && { stop: signal }),
        signal: late.signal,
      });
      connections.push(connection);
      return connection;
    };
    const dataPath = settings.data ?? dataPathFor(path);
    const [speakers, examples, embedder] = await Promise.all([
      openSpeakers(persona, roles, means, wrap),
      loadConversations(dataPath),
      openFirstEmbedder(roles.embed, means, {
        notify: tellOnce,
        vectors: forgiving(vectorCache({ directory: join(config.home, "embeddings") }), tellOnce),
      }),
    ]);
    checkExcluded(settings.exclude, examples, dataPath);
    const { file, guards, parts } = speakers;
    notices.push(...speakers.notices);
    const runner = programRunner({
      ...parts,
      account: { command: settings.command },
      embedder,
      seed: settings.seed ?? 1,
      ...(settings.exclude && { exclude: settings.exclude }),
      ...(settings.now !== undefined && { now: parseMoment(settings.now) }),
    });
    const { identity } = parts.lm;
    const seconds = [...(parts.line ?? []), ...(parts.fallbacks ?? [])]
      .filter((lm) => lm.identity.provider !== "offline")
      .map(nameOf);
    const isWorded = identity.provider !== "offline";
    return {
      ...runner,
      file,
      guards,
      lm: parts.lm,
      lmName: isWorded ? nameOf(parts.lm) : "offline",
      lmReason: choice.reason,
      isWorded,
      mayCost: providers.some((provider) => provider !== "offline"),
      ...(seconds.length > 0 && { fallbackName: seconds.join(", then ") }),
      ...(prices.dearest && { prices: prices.dearest }),
      embedder,
      examples,
      dataPath,
      meter: counted,
      config,
      async openModel(spec, where, role) {
        const connection = resolveConnection(spec, sections, where);
        const offline = { openQuestions: file.persona.open_questions };
        return wrap(await openLm(connection, role, means, offline, where), connection);
      },
      takeNotices: () => notices.splice(0),
      underWay: () => connections.reduce((sum, connection) => sum + connection.underWay(), 0),
      close: () => (closing ??= end()),
    };
  } catch (error) {
    late.release();
    await means.close();
    throw error;
  }
};

/** Vectors are kept for all later runs, whatever they are asked to read: the same text has the same one each time. */
const forgiving = ({ get, put }: VectorCache, tell: (notice: string) => void): VectorCache => ({
  get,
  put: (key, vector) =>
    put(key, vector).catch((error: unknown) =>
      tell(`Embeddings are not kept: ${error instanceof Error ? error.message : "unknown fault"}`),
    ),
});

const nameOf = ({ identity }: ModelConnection): string => `${identity.provider}:${identity.model}`;

/** The address that answers come from, where it is not the usual one: models of the same name on another server are others. */
const serverOf = (connection: ConnectionSettings, config: Config): string => {
  if (!isNetworked(connection)) return "";
  const address = addressOf(connection, config);
  return address === profiles[connection.provider].baseUrl && connection.provider !== "ollama" ? "" : address;
};

const identityOf = (connection: ConnectionSettings): readonly Identity[] => {
  if (!isNetworked(connection)) return [];
  const { provider, name } = connection;
  return [{ provider, model: modelOf(connection, "chat", "--lm"), ...(name !== undefined && { connection: name }) }];
};

/** What the dearest of these models charges, and a word on where that is known from, where nobody here said it. @throws {InputError} a cap of cost without it */
const pricesOf = async (
  models: readonly Identity[],
  { spending }: OpenedMeans,
  { maxCost }: Pick<RunnerSettings, "maxCost">,
) => {
  if (models.length === 0) return { dearest: { promptPerMillion: 0, completionPerMillion: 0 }, notice: undefined };
  const known = await spending.prices();
  return { dearest: dearestOf(models, known, maxCost), notice: priceNotice(models, known, Date.now()) };
};
