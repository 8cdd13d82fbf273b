/**
 * Whether a sentence ends right before the unit at `at`, as far as the text up to and including `at` tells. What comes
 * later never changes the answer, so that a text may arrive in any pieces. No border after "e.g.", "Dr.", "3.", single
 * letters ("J.", and so none within "i. n. s. t. a."), ellipses, decimals and addresses. The end of a line is a border
 * after a mark that ends sentences, and where a blank line follows.
 */
export const endsSentence = (text: string, at: number): boolean => {
  const here = text.charAt(at);
  if (wideMarks.has(text.charAt(at - 1)) && (isSpace(here) || isWide(text.charCodeAt(at - 2))))
    return !wideMarks.has(here) && !isCloser(text, at);
  if (!isSpace(here)) return false;
  if (here === "\n") return (isBlankLine(text, at) || /[.!?…]$/.test(trimmed(text, at))) && !endsInSingle(text, at);
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

/** Chinese, Japanese and Korean letters and brackets: after others, a wide mark may stand inside a word ("insta！gram"). */
const isWide = (unit: number): boolean => unit > 0x3002 && unit <= 0xd7a3;

/** Whether the line that ends at `at` is the first blank one after words. */
function isBlankLine(text: string, at: number): boolean {
  const lines = /\S(\s*)$/.exec(text.slice(Math.max(0, at - longestClosing), at))?.[1] ?? "";
  return lines.split("\n").length === 2;
}

/** The end of what stands before `at`, without white space and closing marks. */
function trimmed(text: string, at: number): string {
  let end = at;
  while (end > 0 && end > at - longestClosing && (isSpace(text.charAt(end - 1)) || isCloser(text, end - 1))) end--;
  return text.slice(Math.max(0, end - 1), end);
}

/** Whether the last word before `at` is a single character: a word may be spelt over several lines. */
function endsInSingle(text: string, at: number): boolean {
  const before = text.slice(Math.max(0, at - longestWord), at);
  return before.trim() === "" ? false : /(?:^|[^\p{L}\p{N}])[\p{L}\p{N}][^\p{L}\p{N}]*$/u.test(before);
}
