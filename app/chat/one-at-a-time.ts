/** What changes a conversation, one after the other. */
export type OneAtATime = {
  /** Waits for all that came before; what comes later waits until the answer is called. */
  enter(): Promise<() => void>;
  run<T>(work: () => T | Promise<T>): Promise<T>;
};

export const oneAtATime = (): OneAtATime => {
  let last: Promise<void> = Promise.resolve();
  const enter = async () => {
    const before = last;
    let leave = () => {};
    last = new Promise((resolve) => {
      leave = resolve;
    });
    await before;
    return leave;
  };
  return {
    enter,
    async run(work) {
      const leave = await enter();
      try {
        return await work();
      } finally {
        leave();
      }
    },
  };
};
