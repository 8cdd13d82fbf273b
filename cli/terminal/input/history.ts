/** Messages sent before, walked through with ↑ and ↓ and searched; what was being written is kept at the end. */
export type History = {
  add(message: string): void;
  /** Messages from before those that are known, the oldest first. */
  recall(messages: readonly string[]): void;
  /** The one before or after, or `undefined` at either end. `current` is what the input holds now: it is kept there. */
  step(by: -1 | 1, current: string): string | undefined;
  /** Back at the end, with nothing kept. */
  leave(): void;
  /** Different messages that hold these words, in whatever case, the newest first. */
  search(words: string, limit: number): readonly string[];
};

type Entry = {
  readonly message: string;
  /** What a search looks at; made at the first one. */
  folded: string | undefined;
};

/** UTF-16 units of a message that a search looks at: 10,000 messages are searched in about 1 ms. */
export const searchedUnits = 1000;

export const createHistory = (): History => {
  let entries: Entry[] = [];
  let at = 0;
  let draft = "";
  /** What was made of messages while walking past them. */
  let edited = new Map<Entry, string>();

  const leave = () => {
    at = entries.length;
    draft = "";
    edited = new Map();
  };
  return {
    add(message) {
      if (entries.at(-1)?.message !== message) entries.push({ message, folded: undefined });
      leave();
    },
    recall(messages) {
      entries = [...messages.map((message) => ({ message, folded: undefined })), ...entries];
      at += messages.length;
    },
    step(by, current) {
      const next = at + by;
      if (next < 0 || next > entries.length) return undefined;
      const here = entries[at];
      if (here === undefined) draft = current;
      else if (current !== here.message) edited.set(here, current);
      else edited.delete(here);
      at = next;
      const there = entries[at];
      return there === undefined ? draft : (edited.get(there) ?? there.message);
    },
    leave,
    search(words, limit) {
      const wanted = fold(words);
      const found = new Set<string>();
      for (let index = entries.length - 1; index >= 0 && found.size < limit; index--) {
        const entry = entries[index];
        if (entry === undefined) break;
        entry.folded ??= fold(entry.message);
        if (entry.folded.includes(wanted)) found.add(entry.message);
      }
      return [...found];
    },
  };
};

const fold = (text: string): string => text.slice(0, searchedUnits).toLowerCase();
