import type { Embedder, VectorCache } from "../../brain/core/ports.ts";
import type { Accounting } from "../../brain/lms/accounted.ts";
import { readModel } from "../models.ts";
import { accessOf, isNetworked, type NetworkedConnection } from "./access.ts";
import type { ConnectionSettings } from "./connection.ts";
import type { ConnectionMeans } from "./means.ts";
import { modelOf } from "./model-of.ts";
import { placeOf } from "./open-lm.ts";

/**
 * The embedder of these settings.
 * @param vectors keeps what a server gave
 * @throws {InputError} its key is missing, its model not named, or it gives no embeddings
 */
export const openEmbedder = async (
  connection: ConnectionSettings,
  means: ConnectionMeans,
  {
    vectors,
    where = placeOf(connection, "--embedder"),
  }: { readonly vectors?: VectorCache; readonly where?: string } = {},
): Promise<Embedder> => {
  if (!isNetworked(connection)) {
    const { offlineEmbedder } = await import("../../brain/lms/offline-embedder.ts");
    return offlineEmbedder({ idf: await readModel("embedder-idf.bin") });
  }
  const { provider, resilience, name } = connection;
  const model = modelOf(connection, "embedding", where);
  const { baseUrl, apiKey, setBy } = accessOf(connection, means.config, where);
  const accounting = await accountingFor(connection, model, means);
  const shared = {
    model,
    setBy,
    ...(await means.network.open(resilience.connect)),
    patience: resilience.patience,
    retries: resilience.retries,
    ...(name !== undefined && { connection: name }),
    ...(apiKey !== undefined && { apiKey }),
    ...(vectors && { vectors }),
    ...(accounting && { accounting }),
  };
  const open = async (): Promise<Embedder> => {
    switch (provider) {
      case "ollama":
        return (await import("../../brain/lms/ollama.ts")).ollamaEmbedder({ ...shared, host: baseUrl });
      case "together":
        return (await import("../../brain/lms/together.ts")).togetherEmbedder({ apiKey: "none", ...shared, baseUrl });
      default:
        return (await import("../../brain/lms/openai.ts")).openaiEmbedder({ ...shared, kind: provider, baseUrl });
    }
  };
  return countedFor(await open(), means);
};

const accountingFor = async (
  { provider, name }: NetworkedConnection,
  model: string,
  { spending }: ConnectionMeans,
): Promise<Accounting | undefined> => {
  if (spending === undefined) return undefined;
  const identity = { provider, model, ...(name !== undefined && { connection: name }) };
  return { ledger: spending.ledger, role: "embed", price: (await spending.prices()).of(identity)?.price };
};

/** Its calls count for the command where their maker names nobody. */
const countedFor = (embedder: Embedder, { spending }: ConnectionMeans): Embedder => {
  if (spending === undefined) return embedder;
  const account = { command: spending.command };
  return {
    identity: (options) => embedder.identity({ account, ...options }),
    embed: (texts, options) => embedder.embed(texts, { account, ...options }),
  };
};
