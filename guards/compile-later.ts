import { type compilePhrases, compileSteps, type FindPhrases, type PhraseBook } from "./compile-phrases.ts";
import { inOneGo, type Steps } from "./steps.ts";

/** Makes the finder of a book's phrases; `compilePhrases` at once. */
export type Compile = typeof compilePhrases;

/**
 * A `compile` whose finders are made by `prepare`, in pieces, or with the first text that comes before. A book that
 * several guards know is compiled once.
 */
export const compileLater = (): { readonly compile: Compile; prepare(): Steps<void> } => {
  const finders = new Map<PhraseBook, Later>();
  return {
    compile(book) {
      const known = finders.get(book) ?? later(book);
      finders.set(book, known);
      return known.find;
    },
    *prepare() {
      for (const { prepare } of finders.values()) yield* prepare();
    },
  };
};

type Later = { readonly find: FindPhrases; prepare(): Steps<void> };

const later = (book: PhraseBook): Later => {
  const steps = compileSteps(book);
  let made: FindPhrases | undefined;
  return {
    find(tokens) {
      // Half of it may be done.
      made ??= inOneGo(steps);
      return made(tokens);
    },
    *prepare() {
      while (made === undefined) {
        const step = steps.next();
        if (step.done) made = step.value;
        else yield;
      }
    },
  };
};
