/** A name found in a text: `start` and `end` in units of the text. */
export type StarredName = { readonly name: string; readonly start: number; readonly end: number };

/**
 * Finds names some of whose letters are marks ("f**ebook", "tw*tter"): as long as the name, its first letter and half
 * of all readable. Of names shorter than six letters too little would be left.
 */
export const starredNames = (names: readonly string[]): ((text: string) => readonly StarredName[]) => {
  const long = names.filter((name) => name.length >= shortest);
  return (text) => {
    if (!hasStars.test(text)) return none;
    return [...text.matchAll(starredWord)].flatMap(({ 0: word, index }) => {
      // Marks at its end may be letters, or emphasis.
      for (const spelling of [word, word.replace(trailingMarks, "")]) {
        const name = long.find((each) => mayBe(spelling, each));
        if (name !== undefined) return [{ name, start: index, end: index + spelling.length }];
      }
      return none;
    });
  };
};

const none: readonly StarredName[] = [];
const shortest = 6;
const hasStars = /[a-z0-9][*#_•×]/;
const starredWord = /[\p{L}\p{N}][\p{L}\p{N}*#_•×]{5,13}/gu;
const trailingMarks = /[*#_•×]+$/;
/** Letter, mark, letter, mark: a shorter word with marks between its letters. */
const spacedOut = /^[\p{L}\p{N}](?:[^\p{L}\p{N}][\p{L}\p{N}])+$/u;

function mayBe(word: string, name: string): boolean {
  if (word.length !== name.length || word.charAt(0) !== name.charAt(0)) return false;
  let readable = 0;
  for (let at = 0; at < name.length; at++) {
    if (word.charAt(at) === name.charAt(at)) readable++;
    else if (/[\p{L}\p{N}]/u.test(word.charAt(at))) return false;
  }
  return readable * 2 >= name.length && !spacedOut.test(word);
}
