import { wordsLeftOut } from "../../brain/core/session.ts";
import type { TurnEvent, TurnEventOf } from "../../brain/core/turn.ts";
import { describeEvent, type Remark } from "./inspector/describe-event.ts";
import { summarizeTurn } from "./inspector/summarize-turn.ts";
import { allOf, lastOf } from "./inspector/turn-events.ts";
import type { Transcript } from "./transcript/transcript.ts";

/** Shows one turn as its events arrive, its text when the caller hands it over. After its end it shows nothing more. */
export type TurnPresenter = {
  show(event: TurnEvent): void;
  /** Ends the turn before its last event: what was shown stays. */
  stop(remark: string, tone: "notice" | "error"): void;
  isOver(): boolean;
};

export type PresenterOptions = {
  /** Columns of the window. */
  readonly columns?: () => number;
  /** The chat's own model. */
  readonly lm?: () => string | undefined;
  /** Whether a budget that is nearly used up is told: once for each is enough. */
  readonly tellsBudget?: (event: TurnEventOf<"budget">) => boolean;
};

/** `cost` gives US dollars of what a turn took, where a price is known. */
export const createTurnPresenter = (
  transcript: Pick<Transcript, "say" | "sayName" | "stream" | "endStream">,
  personaName: () => string,
  cost: (usage: TurnEventOf<"usage">) => number | undefined = () => undefined,
  { columns = () => 80, lm = () => undefined, tellsBudget = () => true }: PresenterOptions = {},
): TurnPresenter => {
  const events: TurnEvent[] = [];
  /** Remarks made while the reply's last row is open: they must not stand within it. */
  const held: Remark[] = [];
  let shown = "";
  let isOver = false;

  const showText = (text: string) => {
    if (text === "") return;
    if (shown === "") transcript.sayName(personaName());
    shown += text;
    transcript.stream(text);
  };
  const finish = () => {
    isOver = true;
    if (shown !== "") transcript.endStream();
    // A fault before the turn began is told as that of any command.
    const indent = events.length === 0 && shown === "" && held.at(-1)?.tone === "error" ? "" : "  ";
    for (const { text, tone } of held) transcript.say([`${indent}${text}`], tone);
  };
  const summary = () => {
    const usage = lastOf(events, "usage");
    const price = usage && cost(usage);
    return summarizeTurn(events, { cost: price, columns: columns() - 2 });
  };

  return {
    isOver: () => isOver,
    show(event) {
      if (isOver) return;
      const isNew = event.type === "budget" && tellsBudget(event);
      const remark = describeEvent(event, { events, lm: lm(), tellsBudget: isNew });
      // The text itself is in `shown`, and is not looked at again.
      if (event.type === "delta") showText(event.text);
      else events.push(event);
      // The end of a reply may show the rest of it, which stands above what is said of it.
      if (event.type === "reply" && event.text.startsWith(shown)) showText(event.text.slice(shown.length));
      if (remark) {
        if (shown === "") transcript.say([`  ${remark.text}`], remark.tone);
        else held.push(remark);
      }
      if (event.type === "reply") {
        finish();
        transcript.say([`  ${summary()}`], "dim");
      }
      if (event.type === "error") {
        // An empty message is not worth bringing back.
        if (event.code !== "aborted" && event.code !== "empty-message")
          held.push({
            text: `${shown === "" ? nothingShown : partShown} ${whatHelps(events, event.code)}`,
            tone: "notice",
          });
        finish();
      }
    },
    stop(remark, tone) {
      if (isOver) return;
      held.push({ text: remark, tone });
      finish();
    },
  };
};

const nothingShown = "No reply was sent.";
const partShown = "The reply ends here.";

/** What a person can do about a turn that failed: words that were kept nowhere cannot be answered again. */
const whatHelps = (events: readonly TurnEvent[], code: string): string => {
  // Asking again would be refused again: its message says what to change.
  if (code === "over-budget") return "↑ brings your message back.";
  const findings = allOf(events, "guard").filter(({ side }) => side === "input");
  const isKept = lastOf(events, "sentiment") !== undefined && wordsLeftOut(findings) === undefined;
  return isKept ? "↑ brings your message back, /retry asks again." : "↑ brings your message back, to send it again.";
};
