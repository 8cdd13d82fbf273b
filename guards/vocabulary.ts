const words = new Map<string, string>();

/** Keeps a word that rules know, and gives the one string that stands for it. */
export const learnWord = (word: string): string => {
  const known = words.get(word);
  if (known !== undefined) return known;
  words.set(word, word);
  return word;
};

/**
 * The very string that rules know a word by; the word itself where none does. Each finder looks up each word: a string
 * whose hash is known, and which is the one sought, is found in a fraction of the time.
 */
export const sameWord = (word: string): string => words.get(word) ?? word;
