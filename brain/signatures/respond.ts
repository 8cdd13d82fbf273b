import { choice, text } from "../core/signature.ts";
import { sentiments } from "../core/turn.ts";
import { defineSignature } from "./define-signature.ts";

/** Writes the persona's next message. */
export const respond = defineSignature({
  name: "respond",
  instructions: "Answer the user's latest message as the persona would, in the persona's own voice.",
  inputs: {
    mood: choice(sentiments, "the user's mood in the latest message"),
    manner: text("how to take this message"),
    message: text("the user's latest message"),
  },
  outputs: { reply: text("the exact words to send, one to three sentences") },
});
