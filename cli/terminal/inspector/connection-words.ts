import type { TurnEventOf } from "../../../brain/core/turn.ts";
import { readableTime } from "./turn-events.ts";

type Decided = Pick<TurnEventOf<"connection">, "lm" | "decision" | "reason" | "ms">;

/** What was decided about a connection, in one line: `groq:x: failed 5 times in a row; it is not asked for 30 s`. */
export const connectionWords = ({ lm, decision, reason, ms }: Decided): string => {
  const time = ms === undefined ? "" : `, ${readableTime(ms)}`;
  const why = reason === "" ? decision.replaceAll("-", " ") : reason;
  switch (decision) {
    case "queued":
      return `${lm}: ${why}${time}`;
    case "throttled":
      return `${lm}: ${why}; waited${time.slice(1)}`;
    case "hedged":
      return `${lm}: asked a second time, since ${why}`;
    case "cheaper":
      return `${lm}: asked in place of the usual one, since ${why}`;
    default:
      return `${lm}: ${why}`;
  }
};
