import { LmError } from "../brain/core/errors.ts";
import type { Example } from "../brain/core/example.ts";
import type { CompileProgress, Embedder } from "../brain/core/ports.ts";
import type { CompiledProgram, EmbedderIdentity } from "../brain/core/program.ts";
import { conversationVectors } from "./conversation-vectors.ts";
import { exampleHash, type VectorSettings } from "./example-hash.ts";
import { conversationTexts } from "./query-text.ts";
import { sameIdentity } from "./same-identity.ts";

/** Conversations a call of the embedder: small enough to be cancelled in time, large enough to be few. */
const batchSize = 128;

export type EmbedOptions = {
  readonly signal?: AbortSignal | undefined;
  /** Rows whose text, settings and embedder are unchanged are taken over from it, not embedded again. */
  readonly previous?: Pick<CompiledProgram, "embedder" | "rows" | "vectors"> | undefined;
  readonly onProgress?: ((progress: CompileProgress) => void) | undefined;
};

export type EmbeddedTrainset = Pick<CompiledProgram, "embedder" | "rows" | "vectors">;

/**
 * One vector an example, `Float32Array[n × d]`, with the hash of what each depends on.
 * @throws {LmError} of the embedder; `aborted` once `signal` fired
 */
export const embedTrainset = async (
  trainset: readonly Example[],
  settings: VectorSettings,
  embedder: Embedder,
  { signal, previous, onProgress }: EmbedOptions = {},
): Promise<EmbeddedTrainset> => {
  const given = signal === undefined ? {} : { signal };
  const identity = await embedder.identity(given);
  const hashes = trainset.map((example) => exampleHash(example, settings));
  const known = knownVectors(previous, identity);
  const vectors = new Float32Array(trainset.length * identity.dimensions);
  const missing = new Map<string, Example>();
  trainset.forEach((example, row) => {
    const hash = hashes[row] ?? "";
    if (!known.has(hash)) missing.set(hash, example);
  });

  const waiting = [...missing];
  for (let start = 0; start < waiting.length; start += batchSize) {
    await nextTask();
    if (signal?.aborted) throw new LmError("aborted", "Compiling was cancelled.", { retryable: false });
    const batch = waiting.slice(start, start + batchSize);
    const texts = batch.map(([, example]) => conversationTexts(example.messages, settings.historyMessages));
    const rows = await conversationVectors(texts, embedder, { ...given, lastWeight: settings.lastWeight });
    checkDimensions(rows.length / batch.length, identity);
    batch.forEach(([hash], row) => {
      known.set(hash, rowOf(rows, row, identity.dimensions));
    });
    onProgress?.({ phase: "embedding", done: start + batch.length, total: waiting.length });
  }
  hashes.forEach((hash, row) => {
    vectors.set(known.get(hash) ?? [], row * identity.dimensions);
  });
  return {
    embedder: identity,
    rows: trainset.map(({ id, earnedRating }, row) => ({
      id,
      hash: hashes[row] ?? "",
      ...(earnedRating !== undefined && { earnedRating }),
    })),
    vectors,
  };
};

/** By their hash. None where another embedder made them. */
const knownVectors = (previous: EmbedOptions["previous"], identity: EmbedderIdentity) => {
  if (previous === undefined || !sameIdentity(previous.embedder, identity)) return new Map<string, Float32Array>();
  return new Map(previous.rows.map(({ hash }, row) => [hash, rowOf(previous.vectors, row, identity.dimensions)]));
};

const rowOf = (matrix: Float32Array, row: number, dimensions: number): Float32Array =>
  matrix.subarray(row * dimensions, (row + 1) * dimensions);

const checkDimensions = (found: number, { provider, model, dimensions }: EmbedderIdentity): void => {
  if (found === dimensions) return;
  throw new LmError("malformed", `${provider}:${model} gave vectors of ${found} numbers instead of ${dimensions}.`, {
    retryable: false,
  });
};

/** Lets timers and keys be heard between batches of an embedder that never waits, so that compiling can be cancelled. */
const nextTask = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
