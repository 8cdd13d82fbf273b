import { type Choices, compileLexicon, has, lengthBits, type Meanings } from "./compile-lexicon.ts";
import type { Token } from "./read-text.ts";

/**
 * Phrases as data. A phrase is a row of elements parted by spaces:
 * - `word`, `one|other` or `[class]`: one of these words; a capital in a word asks for one as written (`Signal`, `LINE`)
 * - `…|$`: one of these, or the end of the clause
 * - `…?`: may be left out; `~3`: up to three words of any kind, within the sentence
 * - `!…`: the next word is none of these; `<!…`: the word before is none of these
 * - `^` and `$`: a clause begins or ends here (comma, bracket, sentence); `^2`: at most two words after its beginning
 * - `??`: a question mark stands here
 * - `[number]`, `[clock]`, `[handle]`, `[capital]`: by shape ("20", "7:30pm", "@bella", "Roxy")
 * A class lists words, phrases of words and choices ("this weekend", "[number] am|pm", "half past? [number]") and
 * other classes. A choice in a row holds single words: for several words, name a class.
 */
export type PhraseBook = {
  readonly classes: Readonly<Record<string, readonly string[]>>;
  readonly phrases: Readonly<Record<string, readonly string[]>>;
};

/** Tokens [from, to) match `phrase` of `group`. */
export type PhraseMatch = {
  readonly group: string;
  readonly phrase: string;
  readonly from: number;
  readonly to: number;
};

/**
 * A finder of all phrases of a book. Its work is bounded by tokens × phrases that begin with the token's word ×
 * elements × `window`: places reached are kept as bits, so that no order of gaps is ever tried twice.
 * @throws {Error} a phrase names an unknown class or cannot be read: a mistake in the program's data
 */
export const compilePhrases = (book: PhraseBook): ((tokens: readonly Token[]) => PhraseMatch[]) => {
  const lexicon = compileLexicon(book.classes);
  const starts = new Map<number, Phrase[]>();
  for (const [group, phrases] of Object.entries(book.phrases)) {
    for (const phrase of phrases) {
      const parts = phrase.trim().split(/\s+/);
      for (const elements of withoutLeadingOptions(parts.map((part) => parseElement(part, phrase, lexicon.choice)))) {
        const first = elements.find(({ kind }) => kind === "word" || kind === "gap");
        if (first?.kind !== "word") throw new Error(`phrase "${phrase}" does not begin with a word`);
        const beginning = starts.get(first.id);
        if (beginning) beginning.push({ group, phrase, elements });
        else starts.set(first.id, [{ group, phrase, elements }]);
      }
    }
  }
  const annotate = lexicon.freeze();
  const beginnings = new Map<Choices, readonly Phrase[]>();
  const beginningWith = (choices: Choices | undefined): readonly Phrase[] => {
    if (choices === undefined) return nothing;
    let known = beginnings.get(choices);
    if (known === undefined) {
      known = [...starts].flatMap(([id, phrases]) => (has(choices, id) ? phrases : []));
      beginnings.set(choices, known);
    }
    return known;
  };
  return (tokens) => {
    const meanings = annotate(tokens);
    const borders = bordersOf(tokens);
    const matches: PhraseMatch[] = [];
    const text = { tokens, meanings, borders };
    const tryAll = (phrases: readonly Phrase[], from: number) => {
      for (const { group, phrase, elements } of phrases) {
        const reached = run(elements, text, from);
        if (reached !== 0) matches.push({ group, phrase, from, to: from + 31 - Math.clz32(reached & -reached) });
      }
    };
    for (let from = 0; from < tokens.length; from++) {
      tryAll(beginningWith(meanings.byWord[from]), from);
      if (meanings.byShape[from] !== undefined) tryAll(beginningWith(meanings.byShape[from]), from);
      const longer = meanings.sequences[from];
      if (longer !== undefined) for (const packed of longer) tryAll(starts.get(packed >> lengthBits) ?? nothing, from);
    }
    return matches;
  };
};

const nothing: readonly Phrase[] = [];

/** Tokens that one match may cover: the width of the bit set. */
const window = 30;

/** The first match of `wanted` that no veto outweighs; matches and vetoes in the order in which they begin. */
export const firstUnvetoed = (
  matches: readonly PhraseMatch[],
  wanted: (match: PhraseMatch) => boolean,
): PhraseMatch | undefined => {
  const vetoes = matches.filter(({ group }) => group === "veto");
  let nearest = 0;
  for (const match of matches) {
    if (match.group === "veto" || !wanted(match)) continue;
    while ((vetoes[nearest]?.from ?? Number.POSITIVE_INFINITY) < match.from - window) nearest++;
    let outweighed = false;
    for (let at = nearest; !outweighed; at++) {
      const veto = vetoes[at];
      if (veto === undefined || veto.from >= match.to) break;
      outweighed = outweighs(veto, match);
    }
    if (!outweighed) return match;
  }
  return undefined;
};

/**
 * Whether `veto` undoes `hit`: it begins no later than the hit and overlaps it, or it goes on beyond the hit and takes in
 * at least half of it. A veto that lies inside the hit, or touches only its tail, says nothing of the whole.
 */
export const outweighs = (veto: PhraseMatch, hit: PhraseMatch): boolean =>
  veto.from < hit.to &&
  veto.to > hit.from &&
  (veto.from <= hit.from || (veto.to > hit.to && 2 * (hit.to - veto.from) >= hit.to - hit.from));

type Element =
  | {
      readonly kind: "word";
      readonly id: number;
      readonly capitals: number;
      readonly optional: boolean;
      readonly orEnd: boolean;
    }
  | { readonly kind: "gap"; readonly most: number }
  | { readonly kind: "not"; readonly id: number; readonly behind: boolean }
  | { readonly kind: "start"; readonly within: number }
  | { readonly kind: "end" | "question" };
type Phrase = { readonly group: string; readonly phrase: string; readonly elements: readonly Element[] };

/** A text's tokens with what they mean, and the border before each (2 after the last). */
type Text = { readonly tokens: readonly Token[]; readonly meanings: Meanings; readonly borders: Uint8Array };

/** Bit i of the answer: the elements can end before token `from + i`. */
function run(elements: readonly Element[], text: Text, from: number): number {
  let places = 1;
  for (const element of elements) {
    let reached = 0;
    for (let rest = places; rest !== 0; rest &= rest - 1) {
      reached |= step(element, 31 - Math.clz32(rest & -rest), text, from);
    }
    if (reached === 0) return 0;
    places = reached;
  }
  return places;
}

function step(element: Element, place: number, text: Text, from: number): number {
  const at = from + place;
  const border = text.borders[at] ?? 2;
  const here = 1 << place;
  switch (element.kind) {
    case "word":
      return stepWord(element, place, text, at);
    case "gap": {
      let reached = here;
      for (let next = place; next < place + element.most && within(text, at - place, next); next++)
        reached |= 1 << (next + 1);
      return reached;
    }
    case "not": {
      const other = element.behind ? at - 1 : at;
      return border < 2 && means(text.meanings, other, element.id) ? 0 : here;
    }
    case "start":
      for (let back = 0; back <= element.within; back++) {
        if (at <= back || (text.borders[at - back] ?? 0) > 0) return here;
      }
      return 0;
    case "end":
      return border > 0 ? here : 0;
    case "question":
      return text.tokens[at - 1]?.asked ? here : 0;
  }
}

function stepWord(element: Extract<Element, { kind: "word" }>, place: number, text: Text, at: number): number {
  let reached = element.optional || (element.orEnd && (text.borders[at] ?? 2) > 0) ? 1 << place : 0;
  if (!within(text, at - place, place)) return reached;
  if (element.capitals > 0 && (text.tokens[at]?.capitals ?? 0) < element.capitals) return reached;
  const { byWord, byShape, sequences } = text.meanings;
  if (has(byWord[at], element.id) || has(byShape[at], element.id)) reached |= 1 << (place + 1);
  const longer = sequences[at];
  if (longer === undefined) return reached;
  for (const packed of longer) {
    const end = place + (packed & ((1 << lengthBits) - 1));
    if (packed >> lengthBits === element.id && end <= window) reached |= 1 << end;
  }
  return reached;
}

const means = ({ byWord, byShape, sequences }: Meanings, at: number, id: number): boolean =>
  has(byWord[at], id) ||
  has(byShape[at], id) ||
  (sequences[at]?.some((packed) => packed >> lengthBits === id) ?? false);

/** Whether token `from + place` belongs to the sentence that the match is in. */
const within = ({ tokens, borders }: Text, from: number, place: number): boolean =>
  place < window && from + place < tokens.length && (place === 0 || (borders[from + place] ?? 2) < 2);

function bordersOf(tokens: readonly Token[]): Uint8Array {
  const borders = new Uint8Array(tokens.length + 1).fill(2);
  for (let at = 0; at < tokens.length; at++) borders[at] = tokens[at]?.border ?? 2;
  return borders;
}

/** A phrase whose first words may be left out begins in several ways. */
function withoutLeadingOptions(elements: readonly Element[]): Element[][] {
  const at = elements.findIndex((element) => element.kind === "word");
  const first = elements[at];
  if (first?.kind !== "word" || !first.optional) return [[...elements]];
  const kept = [...elements.slice(0, at), { ...first, optional: false }, ...elements.slice(at + 1)];
  return [kept, ...withoutLeadingOptions([...elements.slice(0, at), ...elements.slice(at + 1)])];
}

function parseElement(part: string, phrase: string, choice: (source: string) => number): Element {
  const start = /^\^(\d?)$/.exec(part)?.[1];
  if (start !== undefined) return { kind: "start", within: Number(start) };
  if (part === "$") return { kind: "end" };
  if (part === "??") return { kind: "question" };
  const gap = /^~(\d)$/.exec(part)?.[1];
  if (gap !== undefined) return { kind: "gap", most: Number(gap) };
  if (part.startsWith("<!")) return { kind: "not", id: choice(part.slice(2)), behind: true };
  if (part.startsWith("!")) return { kind: "not", id: choice(part.slice(1)), behind: false };
  const optional = part.endsWith("?");
  const orEnd = /\|\$\??$/.test(part);
  const source = part.replace(/\?$/, "").replace(/\|\$$/, "");
  if (source === "") throw new Error(`phrase "${phrase}" has an empty element`);
  const capitals = source.startsWith("[") || source === source.toLowerCase() ? 0 : /^\P{Ll}{2,}$/u.test(source) ? 2 : 1;
  return { kind: "word", id: choice(source), capitals, optional, orEnd };
}
