/** What was cut out, to be put back: Ctrl+Y the last, Alt+Y the one before that, around the ring. */
export type KillRing = {
  /** Cuts that follow each other are one, which grows at the side that was cut: `before` or `after` the cursor. */
  add(text: string, side: "before" | "after", isNext: boolean): void;
  last(): string | undefined;
  /** Turns the ring: the last becomes the first. */
  turn(): string | undefined;
};

const ringSize = 30;

export const createKillRing = (): KillRing => {
  let kills: readonly string[] = [];
  return {
    add(text, side, isNext) {
      const last = isNext ? kills.at(-1) : undefined;
      const earlier = last === undefined ? kills.slice(1 - ringSize) : kills.slice(0, -1);
      kills = [...earlier, side === "before" ? text + (last ?? "") : (last ?? "") + text];
    },
    last: () => kills.at(-1),
    turn() {
      kills = [...kills.slice(-1), ...kills.slice(0, -1)];
      return kills.at(-1);
    },
  };
};
