import type { ModelConnection } from "../../brain/core/ports.ts";
import type { Role } from "../../brain/core/spend.ts";
import type { OfflineOptions } from "../../brain/lms/offline.ts";
import { accessOf, isNetworked, type NetworkedConnection } from "./access.ts";
import type { ConnectionSettings } from "./connection.ts";
import type { ConnectionMeans } from "./means.ts";
import { modelOf } from "./model-of.ts";
import { stateOf } from "./state-of.ts";

const free = { prompt: 0, completion: 0 };

/** Roles whose words reach the user: what an entry says of temperature and length is meant for them. */
const speaks: ReadonlySet<Role> = new Set(["reply", "fallback"]);

/**
 * The model connection of these settings, for one role: its calls are counted where a ledger is kept, and made again, held
 * back or passed over as its resilience says. Two roles with the same connection share its limits and its breaker.
 * @param where what to blame in a message
 * @throws {InputError} its key is missing, or its model not named
 */
export const openLm = async (
  connection: ConnectionSettings,
  role: Role,
  means: ConnectionMeans,
  offlineOptions: OfflineOptions,
  where = placeOf(connection, "--lm"),
): Promise<ModelConnection> => {
  if (!isNetworked(connection)) {
    const { offline } = await import("../../brain/lms/offline.ts");
    return counted(named(offline(offlineOptions), connection), role, means);
  }
  const single = named(await openSingle(connection, means, where), connection);
  const { resilient } = await import("../../brain/lms/resilience/resilient.ts");
  const opened = resilient(await counted(single, role, means), await stateOf(connection, single.identity, means));
  const lm = means.around?.(opened, connection) ?? opened;
  // Outermost: what is remembered, and held against limits and budgets, is what will be asked.
  return speaks.has(role) ? withOwnSettings(lm, connection) : lm;
};

/** What a message blames where nobody said: the entry, else the flag. */
export const placeOf = ({ name }: ConnectionSettings, flag: string): string =>
  name === undefined ? flag : `connections.${name} in understudy.yaml`;

/** A connection that asks once, and knows nothing of limits and money. */
const openSingle = async (
  connection: NetworkedConnection,
  { config, network }: ConnectionMeans,
  where: string,
): Promise<ModelConnection> => {
  const { provider, options, resilience } = connection;
  const { baseUrl, apiKey, setBy } = accessOf(connection, config, where);
  const shared = {
    model: modelOf(connection, "chat", where),
    setBy,
    ...(await network.open(resilience.connect)),
    patience: resilience.patience,
    ...(options && { options }),
    ...(apiKey !== undefined && { apiKey }),
  };
  switch (provider) {
    case "ollama":
      return (await import("../../brain/lms/ollama.ts")).ollama({ ...shared, host: baseUrl });
    case "together":
      return (await import("../../brain/lms/together.ts")).together({ apiKey: "none", ...shared, baseUrl });
    default:
      return (await import("../../brain/lms/openai.ts")).openai({ ...shared, kind: provider, baseUrl });
  }
};

const named = (lm: ModelConnection, { name }: ConnectionSettings): ModelConnection =>
  name === undefined ? lm : { ...lm, identity: { ...lm.identity, connection: name } };

const withOwnSettings = (lm: ModelConnection, { temperature, maxTokens }: ConnectionSettings): ModelConnection => {
  if (temperature === undefined && maxTokens === undefined) return lm;
  const own = { ...(temperature !== undefined && { temperature }), ...(maxTokens !== undefined && { maxTokens }) };
  return { ...lm, chat: (request, options) => lm.chat({ ...request, ...own }, options) };
};

const counted = async (lm: ModelConnection, role: Role, { spending }: ConnectionMeans): Promise<ModelConnection> => {
  if (spending === undefined || (lm.identity.provider === "offline" && !spending.countsOffline)) return lm;
  const { accounted } = await import("../../brain/lms/accounted.ts");
  const { ledger, prices, command } = spending;
  const price = lm.identity.provider === "offline" ? free : (await prices()).of(lm.identity)?.price;
  const { chat, ...counted } = accounted(lm, { ledger, role, price });
  return { ...counted, chat: (request, options) => chat(request, { account: { command }, ...options }) };
};
