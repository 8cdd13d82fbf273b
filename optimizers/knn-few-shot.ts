import { LmError } from "../brain/core/errors.ts";
import type { Example } from "../brain/core/example.ts";
import type { Embedder, Optimizer } from "../brain/core/ports.ts";
import type { CompiledProgram, EmbedderIdentity } from "../brain/core/program.ts";
import { conversationVectors } from "./conversation-vectors.ts";
import { exampleHash, trainsetHash } from "./example-hash.ts";
import { type KnnSettings, savedSettings } from "./knn-settings.ts";
import { conversationTexts } from "./query-text.ts";
import { sameIdentity } from "./same-identity.ts";

export const knnFewShotName = "knn-few-shot";

/** Conversations a call of the embedder: small enough to be cancelled in time, large enough to be few. */
const batchSize = 128;

/**
 * Compiles a trainset to one vector an example; `demoSelector` then picks those nearest to each conversation. It makes no
 * model call, neither now nor in a turn (compare DSPy's KNNFewShot, which bootstraps anew in every one).
 *
 * Rows of `previous` whose text, settings and embedder are unchanged are taken over, not embedded again.
 * @throws {LmError} of the embedder; `aborted` once `signal` fired
 */
export const knnFewShot = (settings: KnnSettings, { embedder }: { readonly embedder: Embedder }): Optimizer => ({
  name: knnFewShotName,
  async compile(student, trainset, { signal, previous } = {}) {
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
    }
    hashes.forEach((hash, row) => {
      vectors.set(known.get(hash) ?? [], row * identity.dimensions);
    });

    return {
      optimizer: knnFewShotName,
      settings: savedSettings(settings),
      student: { signature: student.signature, instructions: student.instructions },
      embedder: identity,
      trainsetHash: trainsetHash(trainset),
      rows: trainset.map(({ id }, row) => ({ id, hash: hashes[row] ?? "" })),
      vectors,
      trainset,
    };
  },
});

/** By their hash. None where another embedder made them. */
const knownVectors = (
  previous: CompiledProgram | undefined,
  identity: EmbedderIdentity,
): Map<string, Float32Array | undefined> => {
  if (previous === undefined || !sameIdentity(previous.embedder, identity)) return new Map();
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
