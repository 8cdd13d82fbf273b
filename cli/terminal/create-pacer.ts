import { graphemes } from "./graphemes.ts";

/** Lets text out at a pace. */
export type Pacer = {
  add(text: string): void;
  /** Lets out all that is held, at once. */
  flush(): void;
  isHolding(): boolean;
  /** Settles when nothing is held any more. */
  drained(): Promise<void>;
};

/** Milliseconds between two pieces: text that comes faster is shown together, so that keys are echoed between them. */
const beat = 40;

/**
 * Text goes to `show` as it comes, at most every 40 ms, or with `pace` at so many characters a second as if it were typed.
 * @param pace characters a second; 0 for none
 */
export const createPacer = (show: (text: string) => void, { pace = 0 }: { readonly pace?: number } = {}): Pacer => {
  let held = "";
  let timer: ReturnType<typeof setTimeout> | undefined;
  let due = 0;
  const waiting: (() => void)[] = [];

  const letOut = (text: string) => {
    if (text !== "") show(text);
    if (held !== "") return;
    for (const settle of waiting.splice(0)) settle();
  };
  const beatOnce = () => {
    timer = undefined;
    if (held === "") return;
    const piece = pace === 0 ? held : firstOf(held, countOf());
    held = held.slice(piece.length);
    timer = setTimeout(beatOnce, beat);
    letOut(piece);
  };
  /** Characters that are due with this beat; what is less than one is due with a later one. */
  const countOf = (): number => {
    due += (pace * beat) / 1000;
    const whole = Math.floor(due);
    due -= whole;
    return whole;
  };

  return {
    add(text) {
      held += text;
      // The first piece is shown at once; a timer that runs shows what came since the last one.
      if (timer === undefined) beatOnce();
    },
    flush() {
      clearTimeout(timer);
      timer = undefined;
      const rest = held;
      held = "";
      letOut(rest);
    },
    isHolding: () => held !== "",
    drained: () => (held === "" ? Promise.resolve() : new Promise((settle) => waiting.push(settle))),
  };
};

const firstOf = (text: string, count: number): string => {
  let piece = "";
  let taken = 0;
  for (const grapheme of graphemes(text)) {
    if (taken++ === count) break;
    piece += grapheme;
  }
  return piece;
};
