/** Kinds of token: a word in an alphabet, a run of Han or kana (written without spaces), one emoji or pictograph. */
export type TokenKind = "word" | "ideographs" | "symbol";

const apostrophe = 0x27;

/**
 * The text as features see it: NFKC, lower case, straight apostrophes. Reads at most `limit` UTF-16 units, so that a
 * message of any length costs a bounded time.
 */
export const foldText = (text: string, limit: number): string => {
  const head = text.length > limit ? text.slice(0, limit) : text;
  // NFKC may lengthen a text (one ligature to 18 letters), hence the second cut.
  const folded = head.normalize("NFKC").toLowerCase().replace(/[‘’ʼ]/g, "'");
  return folded.length > limit ? folded.slice(0, limit) : folded;
};

/**
 * Visits the tokens of a folded text in order; `start` and `end` are UTF-16 units. Apostrophes stay inside words
 * ("don't"), other punctuation and spaces part them. No string is made.
 */
export const visitTokens = (folded: string, visit: (start: number, end: number, kind: TokenKind) => void): void => {
  const length = folded.length;
  let at = 0;
  while (at < length) {
    const unit = folded.charCodeAt(at);
    if (isAlphabetic(unit)) {
      const start = at++;
      while (at < length) {
        const next = folded.charCodeAt(at);
        if (isAlphabetic(next)) at++;
        else if (next === apostrophe && at + 1 < length && isAlphabetic(folded.charCodeAt(at + 1))) at += 2;
        else break;
      }
      visit(start, at, "word");
    } else if (isIdeograph(unit)) {
      const start = at++;
      while (at < length && isIdeograph(folded.charCodeAt(at))) at++;
      visit(start, at, "ideographs");
    } else if (isPair(folded, at)) {
      at += 2;
      if (!isSkinTone(folded, at - 2)) visit(at - 2, at, "symbol");
    } else {
      at++;
      if (isPictograph(unit)) visit(at - 1, at, "symbol");
    }
  }
};

const isAlphabetic = (unit: number): boolean => {
  if (unit < 0x80) return (unit >= 0x61 && unit <= 0x7a) || (unit >= 0x30 && unit <= 0x39);
  if (unit < 0xc0) return unit === 0xaa || unit === 0xb5 || unit === 0xba;
  if (unit < 0x2000) return unit !== 0xd7 && unit !== 0xf7;
  // Above: punctuation and symbols, Han and kana, surrogates, private use, variation selectors; Hangul and the rest are alphabets.
  return (unit >= 0x2c00 && unit < 0x2e00) || (unit >= 0xa4d0 && unit < 0xd800) || (unit >= 0xfb00 && unit < 0xfe00);
};

const isIdeograph = (unit: number): boolean =>
  (unit >= 0x3040 && unit < 0x3200) || (unit >= 0x3400 && unit < 0xa4d0) || (unit >= 0xf900 && unit < 0xfb00);

/** Arrows, signs, dingbats and hearts of the basic plane. */
const isPictograph = (unit: number): boolean => unit >= 0x2190 && unit < 0x2c00;

const isPair = (text: string, at: number): boolean => {
  const high = text.charCodeAt(at);
  const low = text.charCodeAt(at + 1);
  return high >= 0xd800 && high < 0xdc00 && low >= 0xdc00 && low < 0xe000;
};

const isSkinTone = (text: string, at: number): boolean => {
  const low = text.charCodeAt(at + 1);
  return text.charCodeAt(at) === 0xd83c && low >= 0xdffb && low <= 0xdfff;
};
