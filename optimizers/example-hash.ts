import { createHash } from "node:crypto";
import type { Example } from "../brain/core/example.ts";
import type { DemoSettings } from "./demo-settings.ts";
import { conversationTexts, queryTextVersion } from "./query-text.ts";

/** What an example's vector depends on beside its words. */
export type VectorSettings = Pick<DemoSettings, "lastWeight" | "historyMessages">;

/** Examples are never changed in place: what was hashed once need not be hashed again when others are added. */
const hashed = new WeakMap<Example, string>();

/** SHA-256, in hex, of all that an example's vector depends on beside the embedder. Its reply and tags are not part of it. */
export const exampleHash = (example: Example, { lastWeight, historyMessages }: VectorSettings): string => {
  const { last, history } = conversationTexts(example.messages, historyMessages);
  // Without a history the weight plays no part.
  return sha256(JSON.stringify([queryTextVersion, last, history, history === "" ? 1 : lastWeight]));
};

/** SHA-256, in hex, of all examples with all that their file holds, and of their order: what they earned changes nothing. */
export const trainsetHash = (trainset: readonly Example[]): string => sha256(trainset.map(wholeHash).join("\n"));

const wholeHash = (example: Example): string => {
  const known = hashed.get(example);
  if (known !== undefined) return known;
  const { id, conversation, messages, reply, tags, rating } = example;
  const said = messages.map(({ from, text, at }) => [from, text, at ?? null]);
  const hash = sha256(JSON.stringify([id, conversation, reply, tags, rating ?? null, said]));
  hashed.set(example, hash);
  return hash;
};

const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");
