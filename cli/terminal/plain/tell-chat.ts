import type { ChatState } from "../chat-state.ts";
import { displayLine } from "../display-text.ts";
import { blockLines, createEchoes } from "./block-lines.ts";

/** Seconds after which somebody who waits is told so again. */
const progressEvery = 10;

export type TellOptions = {
  readonly state: () => ChatState;
  readonly screenReader: boolean;
  readonly print: (lines: readonly string[]) => void;
  /** A text that waits to be changed and sent. */
  readonly offer: (text: string) => void;
  /** Told of how many blocks, from the first one ever, were said. */
  readonly printed?: ((blocks: number) => void) | undefined;
};

/** Says in lines of text what the states of a chat show, each thing once. */
export type Teller = {
  /** Says what is new. */
  look(): void;
  /** A line that is being sent: it stands on screen already. */
  sent(line: string): void;
  stop(): void;
};

export const tellChat = ({ state, screenReader, print, offer, printed }: TellOptions): Teller => {
  const echoes = createEchoes();
  /** Blocks that were said, or need not be: what the first screen of the other chat says is not true of this one. */
  let told = end(state());
  let last = state();
  let hasSpoken = false;
  let progress: NodeJS.Timeout | undefined;

  const say = (lines: readonly string[]) => {
    if (lines.length === 0) return;
    hasSpoken = true;
    print(lines);
  };
  const startProgress = () => {
    let seconds = 0;
    hasSpoken = false;
    progress = setInterval(() => {
      seconds += progressEvery;
      const { waiting } = state();
      // What was said meanwhile is progress enough.
      if (waiting !== undefined && !hasSpoken) print([`(${waiting.stage}, ${seconds} s)`]);
      hasSpoken = false;
    }, progressEvery * 1000);
    progress.unref();
  };
  const sayBlocks = ({ transcript, flushed }: ChatState) => {
    const fresh = transcript.slice(Math.max(0, told - flushed));
    told = flushed + transcript.length;
    if (fresh.length > 0) printed?.(told);
    say(fresh.filter((block) => !echoes.isEcho(block)).flatMap((block) => blockLines(block, screenReader)));
  };

  return {
    look() {
      const now = state();
      if (now === last) return;
      const before = last;
      last = now;
      sayBlocks(now);
      if (now.waiting && !before.waiting) {
        if (screenReader) say([`(${now.waiting.stage})`]);
        startProgress();
      }
      if (!now.waiting && before.waiting) {
        clearInterval(progress);
        // Of one that was cancelled or failed the transcript has told.
        const isAnswered = now.inspector.turn?.events.at(-1)?.type === "reply";
        if (screenReader && isAnswered) say(["(answered)"]);
      }
      if (now.queued.length > before.queued.length) say([`(${now.queued.length} waiting for the end of the reply)`]);
      if (now.hint !== undefined && now.hint !== before.hint)
        say([`(${displayLine(now.hint).replace("Esc", "Ctrl+C")})`]);
      if (now.editing !== undefined && now.editing !== before.editing)
        say([`(edit #${now.editing}; Ctrl+C gives that up)`]);
      if (now.editor.text !== "" && now.editor.text !== before.editor.text) offer(now.editor.text);
    },
    sent: echoes.expect,
    stop: () => clearInterval(progress),
  };
};

const end = ({ transcript, flushed }: ChatState): number => flushed + transcript.length;
