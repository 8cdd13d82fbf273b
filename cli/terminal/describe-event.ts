import type { TurnEvent } from "../../brain/core/turn.ts";
import { displayLine } from "./display-text.ts";

/** What the transcript says of an event that is not part of the reply; `undefined` for events that pass in silence. */
export const describeEvent = (event: TurnEvent): { tone: "notice" | "error"; text: string } | undefined => {
  switch (event.type) {
    case "turn":
      return event.cutFrom === undefined ? undefined : { tone: "notice", text: `! ${tooLong(event)}` };
    case "guard": {
      const what = { steer: "message steered", mask: "left out of logs", block: "reply blocked" }[event.action];
      const reason = event.reason === undefined ? "" : `: ${event.reason}`;
      return { tone: "notice", text: displayLine(`! ${what} by ${event.category ?? event.guard}${reason}`) };
    }
    case "retry":
      return { tone: "notice", text: displayLine(`↻ attempt ${event.attempt} with ${event.lm}: ${event.reason}`) };
    case "error":
      return event.code === "aborted"
        ? { tone: "notice", text: "cancelled" }
        : { tone: "error", text: `✗ ${displayLine(event.message)}` };
    default:
      return undefined;
  }
};

/** What was done to a message that was too long. */
export const tooLong = ({ cutFrom, message }: { readonly cutFrom?: number | undefined; readonly message: string }) =>
  `the message has ${cutFrom} characters, and only the first ${message.length} were read`;
