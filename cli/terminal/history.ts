/** Messages sent before, walked through with ↑ and ↓; what was being written is kept at the end. */
export type History = {
  add(message: string): void;
  /** The one before or after, or `undefined` at either end. `current` is what the input holds now. */
  step(by: -1 | 1, current: string): string | undefined;
};

export const createHistory = (): History => {
  const messages: string[] = [];
  let at = 0;
  let draft = "";
  return {
    add(message) {
      if (messages.at(-1) !== message) messages.push(message);
      at = messages.length;
      draft = "";
    },
    step(by, current) {
      const next = at + by;
      if (next < 0 || next > messages.length) return undefined;
      if (at === messages.length) draft = current;
      at = next;
      return at === messages.length ? draft : messages[at];
    },
  };
};
