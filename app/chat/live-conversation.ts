import {
  advance,
  type Begin,
  beginConversation,
  type Conversation,
  type JournalEntry,
} from "../../brain/core/conversation.ts";
import type { SessionStore } from "../../brain/core/session-ports.ts";

/**
 * Entries that wait for a disk that failed: some 700 turns, whose events the conversation holds anyway. A disk that has
 * failed for so long is not waited for.
 */
const mostWaiting = 10_000;

/** The conversation that is being held: each entry counts at once, and is written down behind the chat's back. */
export type LiveConversation = {
  value(): Conversation;
  add(entry: JournalEntry): void;
  /** Whether all of it is on disk, as far as is known. */
  isKept(): boolean;
  /** Waits until all is written, or has failed once more. */
  flush(): Promise<void>;
  /** The same; then others may go on with it. */
  release(): Promise<void>;
};

/** Where it comes from: a new one, or one that was kept, with the end of its reservation and the instant of going on. */
export type Origin =
  | { readonly begin: Begin }
  | { readonly conversation: Conversation; readonly giveBack: () => Promise<void>; readonly at: string };

export type LiveParts = {
  /** Without it nothing is written. */
  readonly store?: SessionStore | undefined;
  /** Told of each fault. What could not be written is tried again, in its order, with what comes next. */
  readonly onProblem: (error: unknown) => void;
  /** Told whenever all is written. */
  readonly onKept?: () => void;
};

/** A new conversation is written down from its first message on, since nobody wants a list of empty ones. */
export const liveConversation = (origin: Origin, { store, onProblem, onKept }: LiveParts): LiveConversation => {
  const isNew = "begin" in origin;
  let conversation = isNew ? beginConversation(origin.begin) : origin.conversation;
  let giveBack = isNew ? undefined : origin.giveBack;
  /** What comes to be written with the first message. */
  const early: JournalEntry[] = isNew ? [] : [{ type: "resume", at: origin.at }];
  /** What is not written yet, in its order: a journal with holes would tell another story. */
  const waiting: (() => Promise<unknown>)[] = [];
  let written: Promise<void> = Promise.resolve();
  let isOpen = false;
  let hasFailed = false;
  let isGivenUp = false;

  const writeAll = async () => {
    if (waiting.length === 0) return;
    try {
      for (let work = waiting[0]; work !== undefined; work = waiting[0]) {
        await work();
        waiting.shift();
      }
      hasFailed = false;
      onKept?.();
    } catch (error) {
      hasFailed = true;
      isGivenUp = waiting.length > mostWaiting;
      if (isGivenUp) waiting.length = 0;
      onProblem(error);
    }
  };
  const flush = () => {
    written = written.then(writeAll);
    return written;
  };
  const open = () => {
    isOpen = true;
    if (isNew) {
      waiting.push(async () => store?.create(origin.begin));
      waiting.push(async () => {
        giveBack = await store?.reserve(origin.begin.id);
      });
    }
    for (const entry of early.splice(0)) write(entry);
  };
  const write = (entry: JournalEntry) => {
    if (isGivenUp) return;
    waiting.push(async () => store?.append(conversation.id, entry));
    void flush();
  };

  return {
    value: () => conversation,
    add(entry) {
      conversation = advance(conversation, entry);
      if (store === undefined) return;
      if (isOpen) return write(entry);
      early.push(entry);
      if (!isNew || entry.type === "turn") open();
    },
    isKept: () => store !== undefined && !hasFailed && (isOpen || !isNew),
    flush,
    async release() {
      await flush();
      await giveBack?.();
      giveBack = undefined;
    },
  };
};
