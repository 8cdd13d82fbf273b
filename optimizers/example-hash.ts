import { createHash } from "node:crypto";
import type { Example } from "../brain/core/example.ts";
import type { KnnSettings } from "./knn-settings.ts";
import { conversationTexts, queryTextVersion } from "./query-text.ts";

/** SHA-256, in hex, of all that an example's vector depends on beside the embedder. Its reply and tags are not part of it. */
export const exampleHash = (example: Example, { lastWeight, historyMessages }: KnnSettings): string => {
  const { last, history } = conversationTexts(example.messages, historyMessages);
  // Without a history the weight plays no part.
  return sha256([[queryTextVersion, last, history, history === "" ? 1 : lastWeight]]);
};

/** SHA-256, in hex, of all examples with all they hold, and of their order. */
export const trainsetHash = (trainset: readonly Example[]): string =>
  sha256(
    trainset.map(({ id, conversation, messages, reply, tags, rating }) => [
      ...[id, conversation, reply, tags, rating ?? null],
      messages.map(({ from, text, at }) => [from, text, at ?? null]),
    ]),
  );

/** Part by part: all of a large trainset in one string might be longer than strings can be. */
const sha256 = (parts: readonly unknown[]): string => {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(`${JSON.stringify(part)}\n`);
  return hash.digest("hex");
};
