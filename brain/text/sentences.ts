/**
 * Whether a sentence ends right before the unit at `at`, as far as the text up to and including `at` tells. What comes
 * later never changes the answer, so that a text may arrive in any pieces. No border after "e.g.", "Dr.", "3.", single
 * letters ("J.", and so none within "i. n. s. t. a."), ellipses, decimals and addresses.
 */
export const endsSentence = (text: string, at: number): boolean => {
  const here = text.charAt(at);
  if (wideMarks.has(text.charAt(at - 1))) return !wideMarks.has(here) && !isCloser(text, at);
  if (!isSpace(here)) return false;
  if (here === "\n") return !endsInSingle(text, at);
  if (at === 0 || isSpace(text.charAt(at - 1))) return false;
  let mark = at - 1;
  while (mark > at - longestClosing && mark >= 0 && isCloser(text, mark)) mark--;
  const terminator = text.charAt(mark);
  if (terminator === "!" || terminator === "?") return true;
  return terminator === "." && text.charAt(mark - 1) !== "." && !isAbbreviation(text, mark);
};

/** The text cut where its sentences end; put together, the pieces are the text. */
export const splitSentences = (text: string): string[] => {
  const sentences: string[] = [];
  let from = 0;
  for (let at = 1; at < text.length; at++) {
    if (!endsSentence(text, at)) continue;
    sentences.push(text.slice(from, at));
    from = at;
  }
  if (from < text.length) sentences.push(text.slice(from));
  return sentences;
};

/** Quotes, brackets, markdown and emoji may stand between the mark and the space; in UTF-16 units. */
const longestClosing = 32;
const longestWord = 16;
const wideMarks = new Set(["。", "！", "？"]);
const abbreviations = new Set(
  "mr mrs ms mx dr prof st sr jr sra dra vs etc fig vol approx dept est inc ltd co corp mt ave blvd rd apt ca cf al ed eds gen col sgt capt lt rev hon jan feb apr aug sept oct nov dec mon tue tues wed thu thurs fri bzw usw ggf sog ecc pag max min tel ext nr".split(
    " ",
  ),
);

const isSpace = (unit: string): boolean => unit !== "" && /\s/.test(unit);

function isCloser(text: string, at: number): boolean {
  const unit = text.charCodeAt(at);
  if (unit < 0x80) return closers.has(text.charAt(at));
  if (unit === 0x2026) return false;
  // Curly quotes, the joiner and selector of emoji, symbols of the basic plane, and both halves of any other emoji.
  return (
    (unit >= 0x2018 && unit <= 0x201f) ||
    unit === 0xbb ||
    unit === 0xab ||
    unit === 0x200d ||
    unit === 0xfe0f ||
    (unit >= 0x2190 && unit <= 0x2bff) ||
    (unit >= 0xd83c && unit <= 0xd83e) ||
    (unit >= 0xdc00 && unit <= 0xdfff)
  );
}

const closers = new Set(['"', "'", ")", "]", "}", "*", "_", "~", "`", "<", ">"]);

/** Whether the word before a full stop is one that full stops belong to. */
function isAbbreviation(text: string, mark: number): boolean {
  const word = /[\p{L}\p{N}]*$/u.exec(text.slice(Math.max(0, mark - longestWord), mark))?.[0] ?? "";
  return [...word].length < 2 || abbreviations.has(word.toLowerCase());
}

/** Whether the last word before `at` is a single character: a word may be spelt over several lines. */
function endsInSingle(text: string, at: number): boolean {
  const before = text.slice(Math.max(0, at - longestWord), at);
  return before.trim() === "" ? false : /(?:^|[^\p{L}\p{N}])[\p{L}\p{N}][^\p{L}\p{N}]*$/u.test(before);
}
