import { choice, number, text } from "../core/signature.ts";
import { sentiments } from "../core/turn.ts";
import { defineSignature } from "./define-signature.ts";

/** Names the mood of a message, where the local model is not sure enough. */
export const readSentiment = defineSignature({
  name: "readSentiment",
  instructions: "Judge the mood of the user's message towards their own situation and towards the persona.",
  inputs: { message: text("the user's latest message") },
  outputs: {
    sentiment: choice(sentiments, "the mood of the message"),
    confidence: number("how sure you are, from 0 to 1"),
    hostile: choice(["yes", "no"], "whether the user is angry at, or contemptuous of, the one they write to"),
  },
});
