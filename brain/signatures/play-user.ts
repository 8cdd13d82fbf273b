import { choice, text } from "../core/signature.ts";
import { defineSignature } from "./define-signature.ts";

/** Writes the next message of a user who is played, or ends their conversation. */
export const playUser = defineSignature({
  name: "playUser",
  instructions:
    "You play a person who chats with somebody they follow. Decide whether this person writes on or leaves, and write their next message just as they would type it, true to their goal, mood and notes. React to what was answered, never write the other's part, and never say that you play. They leave once their goal is reached, or once they lost patience.",
  inputs: {
    goal: text("what this person wants of the conversation"),
    mood: text("how they felt when it began"),
    patience: text("how much they put up with"),
    notes: text("what else is known of them"),
    talk: text("the conversation so far, the oldest message first"),
    message: text("what the other one answered last"),
  },
  outputs: {
    leaves: choice(["no", "yes"], "whether they leave now, without another message"),
    reason: choice(["stays", "goal", "patience", "other"], "why they leave; stays where they do not"),
    nextMessage: text("the exact words they type next, one or two sentences; a dash where they leave"),
  },
});
