import type { Block, ChatState, Tone } from "../chat-state.ts";
import type { Store } from "../create-store.ts";
import { displayLine, displayText } from "../display-text.ts";
import type { Row } from "../row.ts";
import { cutColumns, wrapIndented, wrapText } from "../wrap.ts";
import { beginningOf, countLines } from "./beginning-of.ts";
import { rowOf } from "./looks.ts";
import { leadColumns, led, ledMessage } from "./reply-lead.ts";
import { createReplyRows } from "./reply-rows.ts";

/** Writes to the part of the screen that never changes again. */
export type Transcript = {
  /** Lines as they are given, made safe to print and wrapped. `title` and `name` stand apart from what is above. */
  say(lines: readonly string[], tone?: Tone): void;
  /** Rows as they are given: safe to print, and no wider than the window. */
  show(rows: readonly Row[], tone?: Tone): void;
  /** What the user sent; of a very long one only the beginning. */
  sayMessage(message: string): void;
  /** Who speaks now; of several replies to one message which one it is. */
  sayName(name: string, alternative?: Alternative): void;
  /** More of the reply that is being streamed. */
  stream(text: string): void;
  /** Ends the streamed reply: the next text begins a new row. */
  endStream(): void;
  /** Told of the number of blocks, from the first one ever, that are on screen for good: they are forgotten. */
  printed(blocks: number): void;
};

/** The reply of this number, from 1, of so many that were tried. */
export type Alternative = { readonly number: number; readonly of: number };

/** Rows of a user's message that the transcript repeats, at most. */
const messageRows = 12;
/** UTF-16 units of a message that are looked at, and of what is said at once: 238,000 rows take 14 s to be wrapped. */
const longestMessage = 20_000;
const longestSaying = 200_000;
/** Blocks on screen that are kept, at most: as many are copied with each new one, and few enough that nobody can measure it. */
const keptBlocks = 100;

export const createTranscript = (
  store: Store<Pick<ChatState, "transcript" | "flushed" | "open">>,
  columns: () => number,
): Transcript => {
  let key = store.get().flushed + store.get().transcript.length;
  const reply = createReplyRows(() => Math.max(1, columns() - leadColumns(columns())));

  const commit = (rows: readonly Row[], tone: Tone) => {
    if (rows.length === 0) return;
    const block: Block = { key: key++, tone, rows };
    store.update({ transcript: [...store.get().transcript, block] });
  };
  const replyRows = (rows: readonly Row[]) => rows.map((row) => led(row, columns()));
  const wrapped = (lines: readonly string[]) =>
    lines.flatMap((line) => displayText(line).split("\n")).flatMap((line) => wrapIndented(line, columns()));
  const more = (count: number, unit: string) =>
    count > 0 ? cutColumns(`  … ${count.toLocaleString("en")} more ${unit}`, columns()).slice(0, 1) : [];

  return {
    say(lines, tone = "plain") {
      const isApart = tone === "title" || tone === "name";
      const { begun, left } = beginningOf(lines, longestSaying);
      commit([...(isApart ? [""] : []), ...wrapped(begun), ...more(left, "characters")], tone);
    },
    show: (rows, tone = "plain") => commit(rows, tone),
    sayMessage(message) {
      const { begun, left } = beginningOf([message], longestMessage);
      const lines = begun.flatMap((text) => displayText(text).split("\n"));
      const shown: string[] = [];
      let hidden = 0;
      let linesShown = 0;
      for (const line of lines) {
        if (shown.length < messageRows) linesShown++;
        const rows = wrapIndented(`  ${line}`, columns());
        hidden += Math.max(0, shown.length + rows.length - messageRows);
        shown.push(...rows.slice(0, messageRows - shown.length));
      }
      const [first = "", ...rest] = shown;
      const leftOut = () => {
        if (left === 0) return more(hidden, "rows");
        const linesLeft = countLines(message) - linesShown;
        return linesLeft > 0 ? more(linesLeft, "lines") : more(message.length - shown.join("").length, "characters");
      };
      commit(["", first.replace(/^ {2}|^/, "› "), ...rest.map(ledMessage), ...leftOut()], "user");
    },
    sayName(name, alternative) {
      const head = wrapText(displayLine(name), columns());
      const note = alternative && `reply ${alternative.number} of ${alternative.of}`;
      commit(
        ["", ...head, ...(note ? wrapText(note, columns()).map((row) => rowOf([{ text: row, looks: ["dim"] }])) : [])],
        "name",
      );
    },
    stream(text) {
      commit(replyRows(reply.push(text)), "reply");
      store.update({ open: replyRows(reply.open()) });
    },
    endStream() {
      commit(replyRows(reply.close()), "reply");
      store.update({ open: [] });
    },
    printed(blocks) {
      const { transcript, flushed } = store.get();
      if (blocks - flushed < keptBlocks) return;
      store.update({ flushed: blocks, transcript: transcript.slice(blocks - flushed) });
    },
  };
};
