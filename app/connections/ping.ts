import { BrainError } from "../../brain/core/errors.ts";
import type { ChatRequest } from "../../brain/core/ports.ts";
import type { Account, Spend } from "../../brain/core/spend.ts";
import { worstPromptTokens } from "../../brain/lms/worst-tokens.ts";
import type { Settings } from "../settings.ts";
import { isNetworked, type NetworkedConnection } from "./access.ts";
import type { ConnectionSettings } from "./connection.ts";
import { currentRoles, roleNames } from "./examine-roles.ts";
import type { ConnectionMeans } from "./means.ts";
import { modelOf } from "./model-of.ts";
import { openEmbedder } from "./open-embedder.ts";
import { openLm } from "./open-lm.ts";
import { labelOf } from "./resolve-connection.ts";
import type { Roles } from "./roles.ts";

/** A call that would be made: to whom, for which roles, and what it may cost at most in US dollars, where that is known. */
export type PlannedPing = {
  readonly label: string;
  readonly lm: string;
  readonly roles: readonly (keyof Roles)[];
  readonly isFree: boolean;
  readonly worst: number | undefined;
  run(): Promise<Pinged>;
};

/** What came of it. Times in milliseconds. */
export type Pinged =
  | {
      readonly isGood: true;
      readonly firstToken: number;
      readonly total: number;
      readonly promptTokens: number;
      readonly completionTokens: number;
      readonly cost: number | undefined;
    }
  | { readonly isGood: false; readonly problem: string; readonly total: number };

/** Enough for a word, and for models that cannot do without a sentence. Tokens. */
const longestAnswer = 32;

const request: ChatRequest = {
  system: "Answer with one word.",
  demos: [],
  history: [],
  message: "Message: are you there?",
  inputs: { message: "are you there?" },
  rejected: [],
  temperature: 0,
  maxTokens: longestAnswer,
};

const account: Account = { command: "doctor" };

/**
 * One tiny call for each connection of each role, ready to be made; where one fills several roles, it is asked once. The
 * offline model is not asked: it is always there.
 * @throws {InputError}
 */
export const planPings = async (
  settings: Pick<Settings, "lm" | "lmFrom" | "embedder">,
  fallback: string | undefined,
  means: ConnectionMeans,
): Promise<readonly PlannedPing[]> => {
  const roles = await currentRoles(settings, fallback, means);
  const asked = new Map<string, { connection: NetworkedConnection; roles: (keyof Roles)[]; embeds: boolean }>();
  for (const role of roleNames) {
    for (const connection of roles[role].filter(isNetworked)) {
      const embeds = role === "embed";
      const key = `${embeds ? "embed" : "chat"} ${labelOf(connection)}`;
      const known = asked.get(key);
      if (known) known.roles.push(role);
      else asked.set(key, { connection, roles: [role], embeds });
    }
  }
  return Promise.all([...asked.values()].map((each) => plan(each, means)));
};

const plan = async (
  { connection, roles, embeds }: { connection: NetworkedConnection; roles: readonly (keyof Roles)[]; embeds: boolean },
  means: ConnectionMeans,
): Promise<PlannedPing> => {
  const label = labelOf(connection);
  const model = nameOr(() => modelOf(connection, embeds ? "embedding" : "chat", label));
  const identity = {
    provider: connection.provider,
    model: model ?? "",
    ...(connection.name !== undefined && { connection: connection.name }),
  };
  const known = model === undefined ? undefined : (await means.spending?.prices())?.of(identity);
  const price = known?.price;
  const longest = embeds ? 0 : longestAnswer;
  return {
    label,
    lm: `${connection.provider}:${model ?? "?"}`,
    roles,
    isFree: known?.from === "free",
    worst: price && (worstPromptTokens(request) * price.prompt + longest * price.completion) / 1e6,
    run: () => (embeds ? pingEmbedder(connection, means) : pingModel(connection, roles[0], means)),
  };
};

/** Asked once, whatever its settings say: what is wanted is what one call takes. */
const once = <C extends ConnectionSettings>({ maxTokens: _, temperature: _t, ...connection }: C) => {
  const { hedgeAfter: _h, ...resilience } = connection.resilience;
  return { ...connection, resilience: { ...resilience, retries: 0 } };
};

const pingModel = (connection: NetworkedConnection, role: keyof Roles | undefined, means: ConnectionMeans) =>
  timed(async (watched, onSpend) => {
    const asked = role === undefined || role === "embed" ? "reply" : role;
    const lm = await openLm(once(connection), asked, watched(means), { openQuestions: [] });
    let first: number | undefined;
    let tokens = { promptTokens: 0, completionTokens: 0 };
    for await (const part of lm.chat(request, { account, onSpend })) {
      if (part.type === "text") first ??= performance.now();
      else tokens = part;
    }
    return { first, tokens };
  });

const pingEmbedder = (connection: NetworkedConnection, means: ConnectionMeans) =>
  timed(async (watched, onSpend) => {
    const embedder = await openEmbedder(once(connection), watched(means));
    await embedder.embed(["are you there?"], { account, onSpend });
    return { first: undefined, tokens: { promptTokens: 0, completionTokens: 0 } };
  });

type Answered = {
  /** When the first text came, by the clock of `performance`. */
  readonly first: number | undefined;
  readonly tokens: { readonly promptTokens: number; readonly completionTokens: number };
};

type Watched = (means: ConnectionMeans) => ConnectionMeans;

const timed = async (
  ask: (watched: Watched, onSpend: (spend: Spend) => void) => Promise<Answered>,
): Promise<Pinged> => {
  let began: number | undefined;
  // What the program loads on the way is not the server's time: it begins when the request goes out.
  const watched: Watched = ({ network, ...means }) => ({
    ...means,
    // Of its own: what was set for many calls is no hindrance to one.
    states: new Map(),
    network: {
      ...network,
      async open(connectMs) {
        const { fetch, ...others } = await network.open(connectMs);
        return {
          ...others,
          fetch: (input, init) => {
            began ??= performance.now();
            return fetch(input, init);
          },
        };
      },
    },
  });
  let spent: Spend | undefined;
  const since = () => performance.now() - (began ?? performance.now());
  try {
    const { first, tokens } = await ask(watched, (spend) => {
      spent = spend;
    });
    const total = since();
    const firstToken = first === undefined || began === undefined ? total : first - began;
    const { promptTokens, completionTokens } = spent ?? tokens;
    return { isGood: true, firstToken, total, promptTokens, completionTokens, cost: spent?.cost };
  } catch (error) {
    if (!(error instanceof BrainError)) throw error;
    return { isGood: false, problem: error.message, total: since() };
  }
};

const nameOr = (name: () => string): string | undefined => {
  try {
    return name();
  } catch (error) {
    if (error instanceof BrainError) return undefined;
    throw error;
  }
};
