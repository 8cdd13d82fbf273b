import { join } from "node:path";
import type { LmError } from "../../brain/core/errors.ts";
import type { Example } from "../../brain/core/example.ts";
import type { Embedder, Identity, ModelConnection, VectorCache } from "../../brain/core/ports.ts";
import type { Role } from "../../brain/core/spend.ts";
import { type CachedConnection, cached } from "../../brain/lms/cached.ts";
import { type Meter, meter } from "../../brain/lms/metered.ts";
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
import { openLm, placeOf } from "../connections/open-lm.ts";
import { type OpenedMeans, openMeans } from "../connections/open-means.ts";
import { resolveConnection } from "../connections/resolve-connection.ts";
import { rolesOf } from "../connections/roles.ts";
import { loadConversations } from "../load-conversations.ts";
import { loadPersona, type PersonaFile } from "../load-persona.ts";
import { dataPathFor, defaultPersonaPath } from "../paths.ts";
import type { PersonaGuards } from "../persona-guards.ts";
import type { Settings } from "../settings.ts";
import { openSpeakers } from "../speakers.ts";
import { rememberRefusal } from "../spend/remember-refusal.ts";
import { type Charged, checkCap, dearestOf, elseCharging, priceNotice } from "./check-price.ts";
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
  /** Whether anything but the offline model may be asked, were it for the mood alone: calls are counted, and may cost something. */
  readonly mayCost: boolean;
  /** `provider:model` of those that are asked only where the model of the replies failed, or nothing of it passed, but for offline ones. */
  readonly fallbackName?: string;
  /** Whether any model that may be asked charges something, or nobody knows what. */
  readonly mayCharge: boolean;
  /** What the dearest of those charges that reply or were named beside them, where that is known: for estimates. */
  readonly prices?: Charged;
  readonly embedder: Embedder;
  readonly examples: readonly Example[];
  readonly dataPath: string;
  readonly meter: Meter;
  /** The first call that a budget of understudy.yaml refused in this run. */
  refusal(): LmError | undefined;
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
  const opened = await openMeans({ command: settings.command, notify: tellOnce, price: settings.price });
  const { config, sections } = opened;
  const late = lateSignal(signal);
  let closing: Promise<void> | undefined;
  const connections: CachedConnection[] = [];
  /** Of all that was opened. */
  const identities: Identity[] = [];
  const end = async () => {
    // What a reader left early is paid for, and still being kept.
    await Promise.all(connections.map(({ settled }) => settled()));
    late.release();
    await opened.close();
  };
  try {
    const counted = meter({
      ...(settings.budgetCalls !== undefined && { maxCalls: settings.budgetCalls }),
      ...(settings.maxCost !== undefined && { maxCost: settings.maxCost }),
    });
    const { ledger, refusal } = rememberRefusal(opened.ledger);
    const cache = callCache({ directory: join(config.home, "calls") });
    const means: OpenedMeans = {
      ...opened,
      spending: {
        ...opened.spending,
        ledger: counted.around(ledger),
        prices: async () => elseCharging(settings.price, await opened.spending.prices()),
      },
      // What the cache knows never reaches the meter.
      around(lm, from) {
        identities.push(lm.identity);
        const connection = cached(counted.wrap(lm), {
          cache,
          read: settings.resume ? "all" : "own",
          clock: { elapsed: () => performance.now() },
          server: serverOf(from, config),
          ...(from.options && { options: from.options }),
          onHit: counted.countHit,
          onProblem: (error) =>
            tellOnce(`Answers are not kept for --resume: ${error instanceof Error ? error.message : "unknown fault"}`),
          ...(signal && { stop: signal }),
          signal: late.signal,
        });
        connections.push(connection);
        return connection;
      },
    };
    const path = settings.persona ?? defaultPersonaPath();
    const [choice, persona] = await Promise.all([chooseLm(settings, means), loadPersona(path)]);
    const reply = choice.connections;
    const named = { reply, embedder: settings.embedder, fallback: persona.persona.model.fallback_lm };
    const roles = { ...rolesOf(sections, named), reply };
    const others = (settings.otherModels ?? []).map((spec) => resolveConnection(spec, sections, "--lm"));
    const asked = [...reply, ...roles.fallback, ...others];
    means.startsWith(asked);
    const dataPath = settings.data ?? dataPathFor(path);
    const [speakers, examples] = await Promise.all([openSpeakers(persona, roles, means), loadConversations(dataPath)]);
    checkExcluded(settings.exclude, examples, dataPath);
    const starting = asked.flatMap((each) => identityOf(each, "chat", "--lm"));
    const embedders = roles.embed.flatMap((each) => identityOf(each, "embedding", placeOf(each, "--embedder")));
    const charged = await chargesOf({ starting, all: [...starting, ...identities, ...embedders] }, means, settings);
    if (charged.notice !== undefined) tellOnce(charged.notice);
    // Not before all prices are known: where there are several embedders it may be asked for its dimensions.
    const embedder = await openFirstEmbedder(roles.embed, means, {
      notify: tellOnce,
      vectors: forgiving(vectorCache({ directory: join(config.home, "embeddings") }), tellOnce),
    });
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
      mayCost: starting.length + identities.length > 0,
      mayCharge: charged.isCharging([...starting, ...identities]),
      ...(seconds.length > 0 && { fallbackName: seconds.join(", then ") }),
      ...(charged.dearest && { prices: charged.dearest }),
      embedder,
      examples,
      dataPath,
      meter: counted,
      refusal,
      config,
      async openModel(spec, where, role) {
        const connection = resolveConnection(spec, sections, where);
        const offline = { openQuestions: file.persona.open_questions };
        return openLm(connection, role, means, offline, where);
      },
      takeNotices: () => notices.splice(0),
      underWay: () => connections.reduce((sum, connection) => sum + connection.underWay(), 0),
      close: () => (closing ??= end()),
    };
  } catch (error) {
    late.release();
    await opened.close();
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

const identityOf = (connection: ConnectionSettings, use: "chat" | "embedding", where: string): readonly Identity[] => {
  if (!isNetworked(connection)) return [];
  const { provider, name } = connection;
  return [{ provider, model: modelOf(connection, use, where), ...(name !== undefined && { connection: name }) }];
};

/**
 * What those charge that the run starts with, which of all charge something, and a word on where their prices are known
 * from, where nobody here said them.
 * @throws {InputError} a cap of cost without the price of one of them
 */
const chargesOf = async (
  { starting, all }: { readonly starting: readonly Identity[]; readonly all: readonly Identity[] },
  { spending }: OpenedMeans,
  { maxCost }: Pick<RunnerSettings, "maxCost">,
) => {
  // The table of prices is loaded for those alone who need it.
  if (all.length === 0) return { dearest: dearestOf([], { of: () => undefined }), isCharging: () => false };
  const known = await spending.prices();
  if (maxCost !== undefined) checkCap(all, known);
  return {
    dearest: dearestOf(starting, known),
    notice: priceNotice(all, known, Date.now()),
    isCharging: (models: readonly Identity[]) =>
      models.some((identity) => {
        const price = known.of(identity)?.price;
        return price === undefined || price.prompt + price.completion > 0;
      }),
  };
};
