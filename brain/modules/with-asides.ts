/** What somebody deep within a wait has to say meanwhile. */
export type Asides<A> = {
  add(aside: A): void;
  /** Those that came since the last asking. */
  take(): readonly A[];
  /** Settles when there is one to take. */
  comes(): Promise<void>;
};

export const createAsides = <A>(): Asides<A> => {
  let heard: A[] = [];
  let announce = () => {};
  let coming: Promise<void> | undefined;
  return {
    add(aside) {
      heard.push(aside);
      announce();
    },
    take() {
      const taken = heard;
      heard = [];
      coming = undefined;
      return taken;
    },
    comes() {
      coming ??= heard.length > 0 ? Promise.resolve() : new Promise((resolve) => (announce = resolve));
      return coming;
    },
  };
};

/** The items of `source`, and what is said aside as soon as it is said, also while an item is waited for. */
export async function* withAsides<T, A>(
  source: AsyncIterable<T>,
  asides: Asides<A>,
): AsyncGenerator<{ readonly item: T } | { readonly aside: A }> {
  const items = source[Symbol.asyncIterator]();
  let isDone = false;
  try {
    for (;;) {
      const next = items.next();
      const settled = next.then(
        () => true,
        () => true,
      );
      while (!(await Promise.race([settled, asides.comes().then(() => false)]))) {
        for (const aside of asides.take()) yield { aside };
      }
      for (const aside of asides.take()) yield { aside };
      isDone = true; // also where it throws: a source that has thrown is over
      const { done, value } = await next;
      if (done) return;
      isDone = false;
      yield { item: value };
    }
  } finally {
    if (!isDone) await items.return?.();
  }
}
