import { LmError } from "../brain/core/errors.ts";
import type { CallOptions, Embedder } from "../brain/core/ports.ts";
import type { ConversationTexts } from "./query-text.ts";

export type VectorOptions = CallOptions & { readonly lastWeight: number };

/**
 * Vectors of conversations, `Float32Array[n × d]`, from ONE call of the embedder that is given each text once:
 * normalise(w · e(last) + (1 − w) · e(history)), or e(last) where there is no history. Zeros where nothing was said.
 * @throws {LmError} of the embedder; `malformed` where it answers with too few numbers, or with what is no number.
 */
export const conversationVectors = async (
  conversations: readonly ConversationTexts[],
  embedder: Embedder,
  { lastWeight, ...call }: VectorOptions,
): Promise<Float32Array> => {
  const texts = [...new Set(conversations.flatMap(({ last, history }) => [last, history]))].filter(
    (text) => text !== "",
  );
  if (texts.length === 0) {
    const { dimensions } = await embedder.identity(call);
    return new Float32Array(conversations.length * dimensions);
  }
  const embedded = await embedder.embed(texts, call);
  const dimensions = embedded.length / texts.length;
  if (!Number.isInteger(dimensions) || dimensions === 0) {
    throw malformed(`The embedder gave ${embedded.length} numbers for ${texts.length} texts.`);
  }
  const rowOf = new Map(texts.map((text, row) => [text, row]));
  const vectors = new Float32Array(conversations.length * dimensions);
  conversations.forEach(({ last, history }, row) => {
    const target = vectors.subarray(row * dimensions, (row + 1) * dimensions);
    add(target, embedded, rowOf.get(last), history === "" ? 1 : lastWeight);
    add(target, embedded, rowOf.get(history), last === "" ? 1 : 1 - lastWeight);
    normalise(target);
  });
  return vectors;
};

const add = (target: Float32Array, matrix: Float32Array, row: number | undefined, weight: number): void => {
  if (row === undefined) return;
  const start = row * target.length;
  for (let i = 0; i < target.length; i++) target[i] = (target[i] ?? 0) + weight * (matrix[start + i] ?? 0);
};

const normalise = (vector: Float32Array): void => {
  let squares = 0;
  for (const value of vector) squares += value * value;
  if (!Number.isFinite(squares)) throw malformed("The embedder gave a vector with an entry that is no finite number.");
  if (squares === 0) return;
  const scale = 1 / Math.sqrt(squares);
  for (let i = 0; i < vector.length; i++) vector[i] = (vector[i] ?? 0) * scale;
};

const malformed = (message: string): LmError => new LmError("malformed", message, { retryable: false });
