/** Holds streams of a fake server at one piece, until a test has seen what is shown meanwhile. */
export type ReplyGate = {
  /** For `chunking`. */
  readonly hold: (piece: number) => Promise<void> | undefined;
  /** The next streams wait before the piece of this place (0: the headers are sent, and nothing else). */
  stopAt(piece: number): void;
  /** What waits goes on, and nothing is held any more. */
  letThrough(): void;
};

export const replyGate = (): ReplyGate => {
  let place: number | undefined;
  let opened: Promise<void> = Promise.resolve();
  let open = () => {};
  return {
    hold: (piece) => (piece === place ? opened : undefined),
    stopAt(piece) {
      open();
      place = piece;
      opened = new Promise((resolve) => {
        open = resolve;
      });
    },
    letThrough() {
      place = undefined;
      open();
    },
  };
};
