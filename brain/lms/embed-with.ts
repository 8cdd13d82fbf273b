import { createHash } from "node:crypto";
import { LmError } from "../core/errors.ts";
import type { CallOptions, Embedder } from "../core/ports.ts";
import { isUnbilled } from "../core/unbilled.ts";
import { estimateTokens } from "../text/estimate-tokens.ts";
import { type Accounting, unknownAccount } from "./accounted.ts";
import type { ConnectionDependencies } from "./connect.ts";
import type { Fetch } from "./fetch.ts";
import { mapStream } from "./map-error.ts";
import { defaultPatience, patient } from "./patient.ts";
import type { Provider } from "./provider.ts";
import { retrying } from "./retrying.ts";
import { unlessCancelled } from "./unless-cancelled.ts";
import { watchFetch } from "./watch-fetch.ts";
import { amountOf, worstTextTokens } from "./worst-tokens.ts";

/** Texts in one request: what every provider takes. */
const batchSize = 64;
/** UTF-16 units of a text that are embedded; of a longer one the beginning and the end, where a conversation says most. */
const longestText = 8000;
/** Names the preparation of a text (cut, made well-formed) in the embedder's identity: raise it when that changes. */
const version = "1";

/** One way of asking one kind of server for vectors. */
export type EmbeddingWire = {
  readonly id: string;
  readonly provider: Provider;
  /** Asks once; one row a text, in the order of the texts. */
  open(texts: string[], fetch: Fetch): Promise<Rows | Embedded>;
};

type Rows = readonly (readonly number[])[];

/** `promptTokens`: where the server told them. */
export type Embedded = { readonly rows: Rows; readonly promptTokens?: number | undefined };

export type EmbedderDependencies = ConnectionDependencies & {
  /** Where its calls are counted; without it they are not. */
  readonly accounting?: Accounting;
  /** Its connection's name in understudy.yaml, under which its calls are counted. */
  readonly connection?: string;
  /** Further tries after a fault. @default 2 */
  readonly retries?: number;
};

/** A wire as an embedder: in batches, patient, retried, its vectors checked, brought to unit length and kept where there is a place. */
export const embedWith = (wire: EmbeddingWire, dependencies: EmbedderDependencies): Embedder => {
  const { provider } = wire;
  const who = `${provider.name} at ${provider.host}`;
  const { timers, patience = defaultPatience, vectors, accounting, connection, retries } = dependencies;
  let dimensions: number | undefined;

  async function* ask(texts: string[], signal: AbortSignal, settle: Settle) {
    const watch = watchFetch(dependencies.fetch, { provider, signal, timers, framing: "json" });
    let answer: Rows | Embedded;
    try {
      answer = await wire.open(texts, watch.fetch);
    } catch (error) {
      throw watch.fault() ?? mapStream(error, provider);
    }
    const { rows, promptTokens }: Embedded = "rows" in answer ? answer : { rows: answer };
    // Also where the rows turn out to be of no use.
    await settle(promptTokens);
    yield checked(rows, texts.length, dimensions, who);
  }

  /** One request, counted whatever comes of it. */
  async function* attempt(texts: string[], options: CallOptions) {
    const settle = accounting ? await held(texts, options, accounting) : unaccounted;
    let failure: unknown;
    try {
      const open = (givenUp: AbortSignal) => ask(texts, givenUp, settle);
      yield* patient(open, { patience, timers, who, signal: options.signal });
    } catch (error) {
      failure = error;
      throw error;
    } finally {
      await settle(isUnbilled(failure) ? "nothing" : undefined);
    }
  }

  const held = async (texts: readonly string[], options: CallOptions, { ledger, role, price }: Accounting) => {
    const { account = unknownAccount, onSpend } = options;
    const about = { provider: wire.id, model: provider.model, ...(connection !== undefined && { connection }) };
    const amountFor = (count: (text: string) => number) =>
      amountOf({ prompt: texts.reduce((sum, text) => sum + count(text), 0), completion: 0 }, price);
    const reserving = ledger.reserve({ account, role, ...about }, amountFor(worstTextTokens));
    const reservation = await unlessCancelled(reserving, options.signal);
    let isSettled = false;
    const settle: Settle = async (promptTokens) => {
      if (isSettled) return;
      isSettled = true;
      if (promptTokens === "nothing") return reservation.release();
      const isEstimated = promptTokens === undefined;
      const used = isEstimated ? amountFor(estimateTokens) : amountOf({ prompt: promptTokens, completion: 0 }, price);
      await reservation.settle({ ...used, isEstimated });
      onSpend?.({ lm: `${about.provider}:${about.model}`, role, ...used, isEstimated });
    };
    return settle;
  };

  const embedBatch = async (texts: string[], options: CallOptions): Promise<Float32Array[]> => {
    const again = { timers, signal: options.signal, ...(retries !== undefined && { retries }) };
    for await (const rows of retrying(() => attempt(texts, options), again)) {
      dimensions ??= rows[0]?.length;
      return rows;
    }
    return [];
  };

  const keyOf = (text: string): string => {
    const parts = [wire.id, provider.model, provider.host, version, text];
    return createHash("sha256").update(JSON.stringify(parts)).digest("hex");
  };

  /** One row a text; only those that are not kept are asked for, and kept as soon as they are there. */
  const rowsOf = async (texts: readonly string[], options: CallOptions): Promise<Float32Array[]> => {
    const known = new Map<string, Float32Array>();
    for (const text of vectors ? new Set(texts) : []) {
      const row = await vectors?.get(keyOf(text));
      if (row === undefined || (dimensions !== undefined && row.length !== dimensions)) continue;
      dimensions = row.length;
      known.set(text, row);
    }
    const missing = [...new Set(texts)].filter((text) => !known.has(text));
    for (let start = 0; start < missing.length; start += batchSize) {
      const batch = missing.slice(start, start + batchSize);
      const rows = await embedBatch(batch, options);
      for (const [at, text] of batch.entries()) known.set(text, rows[at] ?? new Float32Array());
      if (vectors) await Promise.all(batch.map((text, at) => vectors.put(keyOf(text), rows[at] ?? new Float32Array())));
    }
    return texts.map((text) => known.get(text) ?? new Float32Array());
  };

  const knownDimensions = async (options: CallOptions): Promise<number> =>
    dimensions ?? (await rowsOf(["dimensions"], options))[0]?.length ?? 0;

  return {
    async identity(options = {}) {
      const found = await knownDimensions(options);
      return { provider: wire.id, model: provider.model, dimensions: found, version };
    },
    async embed(texts, options = {}) {
      const prepared = texts.map(prepare);
      // Servers refuse texts with nothing in them; their rows stay zero.
      const asked = prepared.flatMap((text, row) => (text === "" ? [] : [row]));
      const found = await rowsOf(
        asked.map((row) => prepared[row] ?? ""),
        options,
      );
      const width = texts.length === 0 ? 0 : await knownDimensions(options);
      const matrix = new Float32Array(texts.length * width);
      for (const [index, row] of asked.entries()) matrix.set(found[index] ?? [], row * width);
      return matrix;
    },
  };
};

/** Tells what a request came to: tokens, `undefined` where nobody told them, or nothing at all. Later calls change nothing. */
type Settle = (promptTokens: number | "nothing" | undefined) => Promise<void>;

const unaccounted: Settle = async () => {};

const prepare = (text: string): string => {
  const half = longestText / 2;
  const cut = text.length <= longestText ? text : `${text.slice(0, half)}\n${text.slice(-half)}`;
  // Half a surrogate pair, written into JSON, is an escape that many servers refuse.
  return cut.replace(/\p{Surrogate}/gu, "\uFFFD").trim();
};

const checked = (
  rows: readonly (readonly number[])[],
  count: number,
  dimensions: number | undefined,
  who: string,
): Float32Array[] => {
  const malformed = (what: string) => new LmError("malformed", `${who} sent ${what}`, { retryable: true });
  if (rows.length !== count) throw malformed(`${rows.length} vectors for ${count} texts`);
  const width = dimensions ?? rows[0]?.length ?? 0;
  return rows.map((row) => {
    if (row.length === 0) throw malformed("an empty vector");
    if (row.length !== width) throw malformed(`a vector of ${row.length} numbers where others have ${width}`);
    const length = Math.hypot(...row);
    if (!Number.isFinite(length)) throw malformed("a vector with something in it that is not a number");
    if (length === 0) throw malformed("a vector of zeros");
    return Float32Array.from(row, (value) => value / length);
  });
};
