/**
 * A name with one letter left out (or starred: "f*cebook") and with two neighbours exchanged. Its first and last letter
 * stay. Names shorter than seven letters have none: theirs would too often be words.
 */
export const misspellings = (name: string): string[] => {
  if (name.length < shortest) return [];
  const found = new Set<string>();
  for (let at = 1; at < name.length - 1; at++) {
    found.add(name.slice(0, at) + name.slice(at + 1));
    if (at < name.length - 2) found.add(name.slice(0, at) + name.charAt(at + 1) + name.charAt(at) + name.slice(at + 2));
  }
  return [...found].filter((spelling) => spelling !== name && !words.has(spelling));
};

const shortest = 7;
const words = new Set(["titter", "patron"]);
