import type { Compile } from "./compile-later.ts";
import { compilePhrases, type PhraseBook, type PhraseMatch } from "./compile-phrases.ts";
import { mergeBooks } from "./merge-books.ts";
import type { FindMatches } from "./output/phrase-topic.ts";
import type { Reading } from "./read-text.ts";

/** A finder for each of the books, by its name, that all share one pass over the words of a reading. */
export const topicFinders = (
  books: Readonly<Record<string, PhraseBook>>,
  compile: Compile = compilePhrases,
): ((book: string) => FindMatches) => {
  const find = compile(merged(books));
  // Guards are asked one after the other about the same reading.
  const known = new WeakMap<Reading, ReadonlyMap<string, readonly PhraseMatch[]>>();
  const matchesIn = (reading: Reading): ReadonlyMap<string, readonly PhraseMatch[]> => {
    const remembered = known.get(reading);
    if (remembered !== undefined) return remembered;
    const found = find(reading.tokens);
    const byBook = found.length === 0 ? nothing : sorted(found);
    known.set(reading, byBook);
    return byBook;
  };
  return (book) => (reading) => matchesIn(reading).get(book) ?? none;
};

const merges = new WeakMap<object, PhraseBook>();
/** The same book for the same books: it is known as compiled by that. */
const merged = (books: Readonly<Record<string, PhraseBook>>): PhraseBook => {
  const known = merges.get(books) ?? mergeBooks(books);
  merges.set(books, known);
  return known;
};

const nothing: ReadonlyMap<string, readonly PhraseMatch[]> = new Map();
const none: readonly PhraseMatch[] = [];

/** The matches by their books, under the books' own names of groups. */
function sorted(found: readonly PhraseMatch[]): ReadonlyMap<string, readonly PhraseMatch[]> {
  const byBook = new Map<string, PhraseMatch[]>();
  for (const match of found) {
    const slash = match.group.indexOf("/");
    const book = match.group.slice(0, slash);
    const own = { ...match, group: match.group.slice(slash + 1) };
    const list = byBook.get(book);
    if (list) list.push(own);
    else byBook.set(book, [own]);
  }
  return byBook;
}
