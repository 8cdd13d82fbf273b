import type { TurnEvent } from "../../brain/core/turn.ts";
import { describeEvent } from "./describe-event.ts";
import { summarizeTurn } from "./summarize-turn.ts";
import type { Transcript } from "./transcript.ts";

/** Shows one turn as its events arrive. After its end it shows nothing more. */
export type TurnPresenter = {
  show(event: TurnEvent): void;
  /** Ends the turn before its last event: what was shown stays. */
  stop(remark: string, tone: "notice" | "error"): void;
  isOver(): boolean;
};

export const createTurnPresenter = (transcript: Transcript, personaName: () => string): TurnPresenter => {
  const events: TurnEvent[] = [];
  /** Remarks made while the reply's last row is open: they must not stand within it. */
  const held: { text: string; tone: "notice" | "error" }[] = [];
  let shown = "";
  let isOver = false;

  const showText = (text: string) => {
    if (text === "") return;
    if (shown === "") transcript.say([personaName()], "name");
    shown += text;
    transcript.stream(text);
  };
  const finish = () => {
    isOver = true;
    if (shown !== "") transcript.endStream();
    for (const { text, tone } of held) transcript.say([`  ${text}`], tone);
  };

  return {
    isOver: () => isOver,
    show(event) {
      if (isOver) return;
      events.push(event);
      if (event.type === "delta") showText(event.text);
      const remark = describeEvent(event);
      if (remark) {
        if (shown === "") transcript.say([`  ${remark.text}`], remark.tone);
        else held.push(remark);
      }
      if (event.type === "reply") {
        if (event.text.startsWith(shown)) showText(event.text.slice(shown.length));
        finish();
        transcript.say([`  ${summarizeTurn(events)}`], "dim");
      }
      if (event.type === "error") {
        // An empty message is not worth bringing back.
        if (event.code !== "aborted" && event.code !== "empty-message")
          held.push({ text: shown === "" ? nothingShown : partShown, tone: "notice" });
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

const nothingShown = "No reply was sent. ↑ brings your message back, to send it again.";
const partShown = "The reply ends here. ↑ brings your message back, to send it again.";
