import { foldedView } from "../../brain/text/normalise.ts";
import { readText } from "../read-text.ts";

/**
 * How an operator's term is looked for. `words`: as whole words, over any punctuation. `literal`: sign by sign in the folded
 * view ("c++", "占い"). `raw`: sign by sign in the text itself, since folding makes words of it ("🇩🇪" would be "de").
 */
export type Term =
  | { readonly kind: "words"; readonly words: readonly string[] }
  | { readonly kind: "literal" | "raw"; readonly text: string };

/** How a term is looked for; `undefined` where nothing in it can ever be found. */
export const termOf = (term: string): Term | undefined => {
  const words = wordsOf(term);
  const text = foldedView(term).text.trim();
  // Signs made of letters or digits, also of a digit in a keycap.
  if (words.length > 0 && !/[\p{L}\p{N}](?!\ufe0f?\u20e3)/u.test(term)) return { kind: "raw", text: term };
  if (words.length === 0) return text === "" ? undefined : { kind: "literal", text };
  if (isSpaceless(text) || drawn.test(text)) return { kind: "literal", text };
  const bare = text.replace(/^["'([{«]+/, "").replace(/["')\]}».,;:!?…]+$/, "");
  return signs.test(bare) ? { kind: "literal", text: bare } : { kind: "words", words };
};

/** A text's words as its tokens show them. */
export const wordsOf = (text: string): readonly string[] => readText(text)[0]?.tokens.map(({ word }) => word) ?? [];

/** A key that two terms share where they are looked for in the same way. */
export const keyOf = (term: Term): string =>
  term.kind === "words" ? `words ${term.words.join(" ")}` : `${term.kind} ${term.text}`;

/** Whether a letter of a script that puts no spaces between words stands in a text. */
export const isSpaceless = (text: string): boolean => spaceless.test(text);

/** "horoscope" also finds "horoscopes", and "mcdonald's" "mcdonalds"; words of two letters have no plural. */
export const spellings = (word: string, isLast: boolean): readonly string[] => {
  const forms = word.includes("'") && !contraction.test(word) ? [word, word.replaceAll("'", "")] : [word];
  return isLast && word.length > 2 ? forms.flatMap((form) => [form, ...plurals(form)]) : forms;
};

function plurals(word: string): readonly string[] {
  if (/[^aeiou]y$/.test(word)) return [`${word}s`, `${word.slice(0, -1)}ies`];
  if (/[aeiou]z$/.test(word)) return [`${word}s`, `${word}es`, `${word}zes`];
  return /(?:[sxzo]|ch|sh)$/.test(word) ? [`${word}s`, `${word}es`] : [`${word}s`];
}

/** Without their apostrophe these are other words: "he'll", "we're". */
const contraction = /'(?:ll|re|ve|d|m|t)$|^(?:it|let|he|she|who)'s$/;

const spaceless =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Bopomofo}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;
/** Emoji and other drawn signs; digits are no emoji here. */
const drawn = /[\p{Extended_Pictographic}\p{So}]/u;
/** Signs that make another thing of the word that they stand at: "c++", ".net", "ac/dc", "@bruno", "p!nk", "a-". */
const signs =
  /[@#+&/\\$€£%^=<>§°_]\S|\S[@#+&/\\$€£%^=<>§°_]|\S[*~|]\S|[\p{L}\p{N}][!?][\p{L}\p{N}]|(?:^|\s)[.:;-]+[\p{L}\p{N}]|[\p{L}\p{N}]-(?:\s|$)|[\p{L}\p{N}]{2}\.\p{L}|\p{L}\.[\p{L}\p{N}]{2}/u;
