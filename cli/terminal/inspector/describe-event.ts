import type { TurnEvent, TurnEventOf } from "../../../brain/core/turn.ts";
import { displayLine } from "../display-text.ts";
import { hardBudget, hardNotice, softNotice } from "./budget-words.ts";
import { cutNotice } from "./cut-words.ts";
import { bareReason, isFallback, safeReplies } from "./stage-after.ts";
import { allOf, readableTime } from "./turn-events.ts";

export type Remark = { readonly tone: "notice" | "error"; readonly text: string };

/** What led to an event. */
export type Before = {
  /** The turn's events before it. */
  readonly events?: readonly TurnEvent[];
  /** The chat's own model, as far as it is known: another one that is asked is named. */
  readonly lm?: string | undefined;
  /** Whether to tell of a budget that is nearly used up: once is enough. @default false */
  readonly tellsBudget?: boolean | undefined;
};

/** A pause of the connection that a person would notice: milliseconds. */
const noticeable = 2000;

/**
 * What the transcript says of an event that is not part of the reply; `undefined` for events that pass in silence. A block
 * is told with what it led to, another attempt or the reply's end: one thing, one line.
 */
export const describeEvent = (
  event: TurnEvent,
  { events = [], lm, tellsBudget = false }: Before = {},
): Remark | undefined => {
  switch (event.type) {
    case "turn":
      return event.cutFrom === undefined ? undefined : notice(`! ${tooLong(event)}`);
    case "guard": {
      if (event.action === "block") return undefined;
      const what = event.action === "steer" ? "message steered" : "left out of logs";
      const reason = event.reason === undefined ? "" : `: ${event.reason}`;
      return notice(`! ${what} by ${event.category ?? event.guard}${reason}`);
    }
    case "wait": {
      if (event.ms < noticeable) return undefined;
      return notice(`↻ ${bareReason(event.reason)}; asking again in ${readableTime(event.ms)}`);
    }
    case "retry":
      return notice(`↻ ${whyAgain(event, events)}; ${whatNext(event, lm)}`);
    case "budget":
      return tellsBudget && event.level === "soft" ? notice(`! ${softNotice(event)}`) : undefined;
    case "reply":
      if (event.by === "goodbye")
        return notice(`! ${hardNotice(hardBudget(events), { begin: "/end begins a new conversation" })}`);
      if (event.ended === "cut-by-connection") return notice(cutNotice(event));
      return event.ended === "cut-by-guard" ? notice(`! cut here: what came next was ${blocked(events)}`) : undefined;
    case "error":
      return event.code === "aborted"
        ? notice("cancelled")
        : { tone: "error", text: `✗ ${displayLine(event.message)}` };
    default:
      return undefined;
  }
};

/** What was done to a message that was too long. */
export const tooLong = ({ cutFrom, message }: { readonly cutFrom?: number | undefined; readonly message: string }) =>
  `the message has ${cutFrom} characters, and only the first ${message.length} were read`;

const notice = (text: string): Remark => ({ tone: "notice", text: displayLine(text) });

const whyAgain = ({ attempt, reason }: TurnEventOf<"retry">, events: readonly TurnEvent[]): string => {
  const wasBlocked = allOf(events, "guard").some((guard) => guard.side === "output" && guard.attempt === attempt - 1);
  return wasBlocked ? `reply ${blocked(events, attempt - 1)}` : bareReason(reason);
};

/** `blocked by links: gives a web address`; of several verdicts the most severe, which comes first. */
const blocked = (events: readonly TurnEvent[], attempt?: number): string => {
  const blocks = allOf(events, "guard").filter(({ action }) => action === "block");
  const last = attempt ?? blocks.at(-1)?.attempt;
  const block = blocks.find((candidate) => candidate.attempt === last);
  if (block === undefined) return "blocked by a guard";
  return `blocked by ${block.category ?? block.guard}${block.reason === undefined ? "" : `: ${block.reason}`}`;
};

const whatNext = ({ attempt, lm: asked }: TurnEventOf<"retry">, lm: string | undefined): string => {
  if (asked === safeReplies) return "a safe reply takes its place";
  if (isFallback(asked, lm)) return `asking ${asked} instead (attempt ${attempt})`;
  return `asking ${lm === undefined ? asked : "again"} (attempt ${attempt})`;
};
