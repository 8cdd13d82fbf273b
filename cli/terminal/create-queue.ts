import type { ChatState } from "./chat-state.ts";
import type { Store } from "./create-store.ts";

/** What waits for its turn. */
export type QueuedItem = {
  readonly kind: "message" | "command";
  readonly text: string;
  /** What the transcript shows of it, where that is less than all. */
  readonly shown?: string;
  /** The exchange whose place it takes, asked for when it is sent. */
  readonly place?: () => number | undefined;
};

export type Queue = {
  add(item: QueuedItem): void;
  /** What is next: one command, or all messages up to the next command as one. */
  next(): QueuedItem | undefined;
  /** Takes all messages out, as one text; commands stay. */
  takeMessages(): string;
};

export const createQueue = (store: Store<Pick<ChatState, "queued">>): Queue => {
  let items: readonly QueuedItem[] = [];
  const become = (next: readonly QueuedItem[]) => {
    items = next;
    store.update({ queued: items.map(({ text, shown }) => shown ?? text) });
  };
  return {
    add: (item) => become([...items, item]),
    next() {
      const [first] = items;
      if (first === undefined) return undefined;
      const until = items.findIndex(({ kind }) => kind === "command");
      const count = first.kind === "command" ? 1 : until === -1 ? items.length : until;
      const taken = items.slice(0, count);
      become(items.slice(count));
      return {
        ...first,
        text: taken.map(({ text }) => text).join("\n"),
        ...(first.shown !== undefined && { shown: taken.map(({ text, shown }) => shown ?? text).join("\n") }),
      };
    },
    takeMessages() {
      const messages = items.filter(({ kind }) => kind === "message");
      become(items.filter(({ kind }) => kind === "command"));
      return messages.map(({ text }) => text).join("\n");
    },
  };
};
