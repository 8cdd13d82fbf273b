import { choice, text } from "../core/signature.ts";
import { defineSignature } from "./define-signature.ts";

/** Decides whether a piece of a reply breaks one rule of the persona's policy. */
export const judgeTopic = defineSignature({
  name: "judgeTopic",
  instructions:
    "Decide whether the persona's reply belongs to the forbidden topic. Judge what it says, not what the user said: refusing or steering away from the topic does not belong to it.",
  inputs: {
    topic: text("the forbidden topic"),
    examples: text("sentences that belong to it"),
    fine: text("sentences that look alike and do not belong to it"),
    message: text("the user's message that is answered"),
    reply: text("the piece of the reply that is judged"),
  },
  outputs: { belongs: choice(["yes", "no"], "whether the reply belongs to the topic") },
});
