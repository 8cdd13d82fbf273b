import type { Block, ChatState, Tone } from "./chat-state.ts";
import type { Store } from "./create-store.ts";
import { displayText } from "./display-text.ts";
import { createReplyRows } from "./reply-rows.ts";
import { wrapIndented } from "./wrap.ts";

/** Writes to the part of the screen that never changes again. */
export type Transcript = {
  /** Lines as they are given, made safe to print and wrapped. `title`, `name` and `user` stand apart from what is above. */
  say(lines: readonly string[], tone?: Tone): void;
  /** What the user sent; of a very long one only the beginning. */
  sayMessage(message: string): void;
  /** More of the reply that is being streamed. */
  stream(text: string): void;
  /** Ends the streamed reply: the next text begins a new row. */
  endStream(): void;
};

/** Rows of a user's message that the transcript repeats, at most. */
const messageRows = 12;
/** Columns below which nothing is indented. */
const narrow = 20;

export const createTranscript = (store: Store<ChatState>, columns: () => number): Transcript => {
  let key = store.get().transcript.length;
  const indent = () => (columns() < narrow ? "" : "  ");
  const reply = createReplyRows(() => columns() - indent().length);

  const commit = (rows: readonly string[], tone: Tone) => {
    if (rows.length === 0) return;
    const block: Block = { key: key++, tone, rows };
    store.update({ transcript: [...store.get().transcript, block] });
  };
  const replyRows = (rows: readonly string[]) => rows.map((row) => indent() + row);
  const wrapped = (lines: readonly string[]) =>
    lines.flatMap((line) => displayText(line).split("\n")).flatMap((line) => wrapIndented(line, columns()));

  return {
    say(lines, tone = "plain") {
      const isApart = tone === "title" || tone === "name";
      commit([...(isApart ? [""] : []), ...wrapped(lines)], tone);
    },
    sayMessage(message) {
      const [first = "", ...rest] = wrapped(
        displayText(message)
          .split("\n")
          .map((line) => `  ${line}`),
      );
      const rows = [first.replace(/^ {2}|^/, "› "), ...rest];
      const hidden = rows.length - messageRows;
      commit(
        ["", ...rows.slice(0, messageRows), ...(hidden > 0 ? [`  … ${hidden.toLocaleString("en")} more rows`] : [])],
        "user",
      );
    },
    stream(text) {
      commit(replyRows(reply.push(text)), "reply");
      const open = reply.open();
      store.update({ open: open === "" ? "" : indent() + open });
    },
    endStream() {
      commit(replyRows(reply.close()), "reply");
      store.update({ open: "" });
    },
  };
};
