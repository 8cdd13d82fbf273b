import { isShape } from "./compile-lexicon.ts";
import type { PhraseBook, PhraseMatch } from "./compile-phrases.ts";

/**
 * One book that finds what all of them find, in one pass over a text's tokens. A group becomes `book/group`, a class
 * `book/class`, so that no name of one book means another's; `matchesOf` takes a book's own matches out again.
 * @throws {Error} a name holds more than letters, digits, hyphens and underscores: a mistake in the program's data
 */
export const mergeBooks = (books: Readonly<Record<string, PhraseBook>>): PhraseBook => {
  const classes: Record<string, readonly string[]> = {};
  const phrases: Record<string, readonly string[]> = {};
  for (const [book, { classes: own, phrases: groups }] of Object.entries(books)) {
    if (!name.test(book)) throw new Error(`"${book}" cannot be the name of a book`);
    const rename = (line: string) =>
      line.replace(reference, (whole, referred: string) => (isShape(referred) ? whole : `[${book}/${referred}]`));
    for (const [each, entries] of Object.entries(own)) {
      if (!name.test(each)) throw new Error(`"${each}" in "${book}" cannot be the name of a class`);
      classes[`${book}/${each}`] = entries.map(rename);
    }
    for (const [group, lines] of Object.entries(groups)) phrases[`${book}/${group}`] = lines.map(rename);
  }
  return { classes, phrases };
};

const name = /^[\w-]+$/;
const reference = /\[([\w-]+)\]/g;

/** The matches of one of the merged books, in their order, with its own names of groups. */
export const matchesOf = (book: string, matches: readonly PhraseMatch[]): PhraseMatch[] => {
  const prefix = `${book}/`;
  return matches.flatMap((match) =>
    match.group.startsWith(prefix) ? [{ ...match, group: match.group.slice(prefix.length) }] : [],
  );
};
