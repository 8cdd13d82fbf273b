import type { Talk } from "./create-talk.ts";
import type { Transcript } from "./transcript/transcript.ts";

/** A transcript for what is said beside a reply: it never stands between two rows of one. */
export type Aside = Pick<Transcript, "say" | "show"> & {
  /** Says what was held; called when a turn has ended. */
  release(): void;
};

export const createAside = (transcript: Pick<Transcript, "say" | "show">, talk: Pick<Talk, "underWay">): Aside => {
  const held: (() => void)[] = [];
  const unlessShown = (say: () => void) => {
    if (talk.underWay()?.isShown) held.push(say);
    else say();
  };
  return {
    say: (lines, tone) => unlessShown(() => transcript.say(lines, tone)),
    show: (rows, tone) => unlessShown(() => transcript.show(rows, tone)),
    release() {
      for (const say of held.splice(0)) say();
    },
  };
};
