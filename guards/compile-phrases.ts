import { compileLexicon, type Entry, has, lengthBits, type Meanings } from "./compile-lexicon.ts";
import type { Token } from "./read-text.ts";
import { inOneGo, type Steps } from "./steps.ts";

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

/** All matches of a book's phrases, in the order in which they begin. */
export type FindPhrases = (tokens: readonly Token[]) => PhraseMatch[];

/**
 * A finder of all phrases of a book. Its work is bounded by tokens × phrases that begin with the token's word ×
 * elements × `window`: places reached are kept as bits, so that no order of gaps is ever tried twice.
 * @throws {Error} a phrase names an unknown class or cannot be read: a mistake in the program's data
 */
export const compilePhrases = (book: PhraseBook): FindPhrases => inOneGo(compileSteps(book));

/** The same, with a pause after each phrase: a large book takes 50 ms in a program that has just started. @throws {Error} */
export function* compileSteps(book: PhraseBook): Steps<FindPhrases> {
  const lexicon = compileLexicon(book.classes);
  const starts = new Map<number, Phrase[]>();
  for (const [group, phrases] of Object.entries(book.phrases)) {
    for (const phrase of phrases) {
      yield;
      const parts = phrase.trim().split(/\s+/);
      for (const elements of withoutLeadingOptions(parts.map((part) => parseElement(part, phrase, lexicon.choice)))) {
        const first = elements.find(({ kind }) => kind === word || kind === gap);
        if (first?.kind !== word) throw new Error(`phrase "${phrase}" does not begin with a word`);
        const beginning = starts.get(first.id);
        const next = elements[elements.indexOf(first) + 1];
        const second = next?.kind === word && !next.optional && !next.orEnd ? next.id : 0;
        if (beginning) beginning.push({ group, phrase, elements, second });
        else starts.set(first.id, [{ group, phrase, elements, second }]);
      }
    }
  }
  yield;
  const ranks = new Map([...starts.keys()].map((id, rank) => [id, rank]));
  const annotate = lexicon.freeze(
    (ids): Beginnings => ({
      phrases: ids
        .filter((id) => starts.has(id))
        .sort((one, other) => (ranks.get(one) ?? 0) - (ranks.get(other) ?? 0))
        .flatMap((id) => starts.get(id) ?? nothing),
      before: new Map(),
    }),
  );
  yield;
  return (tokens) => {
    const meanings = annotate(tokens);
    const { byWord, byShape, sequences } = meanings;
    const text = { tokens, meanings };
    const matches: PhraseMatch[] = [];
    const tryAll = (phrases: readonly Phrase[], from: number) => {
      for (const { group, phrase, elements, second } of phrases) {
        // Most phrases fail at their second word, which is faster to see without a run.
        if (second !== 0 && sequences[from] === undefined && !means(meanings, from + 1, second)) continue;
        const reached = run(elements, text, from);
        if (reached !== 0) matches.push({ group, phrase, from, to: from + 31 - Math.clz32(reached & -reached) });
      }
    };
    for (let from = 0; from < tokens.length; from++) {
      const word = byWord[from];
      const shape = byShape[from];
      if (word !== undefined) tryAll(candidates(word.beginnings, meanings, from), from);
      if (shape !== undefined) tryAll(candidates(shape.beginnings, meanings, from), from);
      const longer = sequences[from];
      if (longer !== undefined)
        for (const packed of longer.packed) tryAll(starts.get(packed >> lengthBits) ?? nothing, from);
    }
    return matches;
  };
}

const nothing: readonly Phrase[] = [];

/** The same two words follow each other again and again. */
const mostPairs = 64;

/** The phrases of a word that the word after it leaves possible, and perhaps more. */
function candidates({ phrases, before }: Beginnings, { byWord, byShape, sequences }: Text["meanings"], from: number) {
  if (phrases.length < 4 || (sequences[from] ?? sequences[from + 1] ?? byShape[from + 1]) !== undefined) return phrases;
  const next = byWord[from + 1];
  const known = before.get(next);
  if (known !== undefined) return known;
  const possible = phrases.filter(({ second }) => second === 0 || has(next, second));
  if (before.size >= mostPairs) before.clear();
  before.set(next, possible);
  return possible;
}

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

/** What an element asks for. Numbers, and one shape of object for all, since most of the work is to tell them apart. */
const word = 0;
const gap = 1;
const not = 2;
const notBefore = 3;
const start = 4;
const end = 5;
const question = 6;
type Element = {
  readonly kind: number;
  /** The choice that a word is one of, or must not be one of. */
  readonly id: number;
  /** How a word is written, at least (see `Token`). */
  readonly capitals: number;
  readonly optional: boolean;
  readonly orEnd: boolean;
  /** Words that a gap may hold, or that may stand between a clause's beginning and here. */
  readonly most: number;
};
type Phrase = {
  readonly group: string;
  readonly phrase: string;
  readonly elements: readonly Element[];
  /** What must follow the first word at once; 0 where that is open. */
  readonly second: number;
};
/** What begins with a word; and which of it can go on with the word after, as far as that was asked. */
type Beginnings = {
  readonly phrases: readonly Phrase[];
  readonly before: Map<Entry<Beginnings> | undefined, readonly Phrase[]>;
};
type Text = { readonly tokens: readonly Token[]; readonly meanings: Meanings<Beginnings> };

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
  if (element.kind === word) return stepWord(element, place, text, from);
  const at = from + place;
  const here = 1 << place;
  switch (element.kind) {
    case gap: {
      let reached = here;
      for (let next = place; next < place + element.most && within(text, from, next); next++)
        reached |= 1 << (next + 1);
      return reached;
    }
    case not:
      return borderAt(text, at) < 2 && means(text.meanings, at, element.id) ? 0 : here;
    case notBefore:
      return borderAt(text, at) < 2 && means(text.meanings, at - 1, element.id) ? 0 : here;
    case start:
      for (let back = 0; back <= element.most; back++) {
        if (at <= back || borderAt(text, at - back) > 0) return here;
      }
      return 0;
    case end:
      return borderAt(text, at) > 0 ? here : 0;
    default:
      return text.tokens[at - 1]?.asked ? here : 0;
  }
}

function stepWord(element: Element, place: number, text: Text, from: number): number {
  const at = from + place;
  let reached = element.optional || (element.orEnd && borderAt(text, at) > 0) ? 1 << place : 0;
  if (!within(text, from, place)) return reached;
  if (element.capitals > 0 && (text.tokens[at]?.capitals ?? 0) < element.capitals) return reached;
  const { byWord, byShape, sequences } = text.meanings;
  if (has(byWord[at], element.id) || has(byShape[at], element.id)) reached |= 1 << (place + 1);
  const longer = sequences[at];
  if (longer === undefined || !has(longer, element.id)) return reached;
  for (const packed of longer.packed) {
    const end = place + (packed & ((1 << lengthBits) - 1));
    if (packed >> lengthBits === element.id && end <= window) reached |= 1 << end;
  }
  return reached;
}

const means = ({ byWord, byShape, sequences }: Text["meanings"], at: number, id: number): boolean =>
  has(byWord[at], id) || has(byShape[at], id) || has(sequences[at], id);

/** The border before a token; a text's end is one, too. */
const borderAt = ({ tokens }: Text, at: number): number => tokens[at]?.border ?? 2;

/** Whether token `from + place` belongs to the sentence that the match is in. */
const within = ({ tokens }: Text, from: number, place: number): boolean =>
  place < window && (place === 0 ? from < tokens.length : (tokens[from + place]?.border ?? 2) < 2);

/** A phrase whose first words may be left out begins in several ways. */
function withoutLeadingOptions(elements: readonly Element[]): Element[][] {
  const at = elements.findIndex((element) => element.kind === word);
  const first = elements[at];
  if (first?.kind !== word || !first.optional) return [[...elements]];
  const kept = [...elements.slice(0, at), { ...first, optional: false }, ...elements.slice(at + 1)];
  return [kept, ...withoutLeadingOptions([...elements.slice(0, at), ...elements.slice(at + 1)])];
}

function parseElement(part: string, phrase: string, choice: (source: string) => number): Element {
  const element = { kind: word, id: 0, capitals: 0, optional: false, orEnd: false, most: 0 };
  const within = /^\^(\d?)$/.exec(part)?.[1];
  if (within !== undefined) return { ...element, kind: start, most: Number(within) };
  if (part === "$") return { ...element, kind: end };
  if (part === "??") return { ...element, kind: question };
  const most = /^~(\d)$/.exec(part)?.[1];
  if (most !== undefined) return { ...element, kind: gap, most: Number(most) };
  if (/[~^]|\|\?\?|\$(?!\??$)|^<?!.*\$|[^|]\$/.test(part))
    throw new Error(`phrase "${phrase}" cannot be read at "${part}"`);
  if (part.startsWith("<!")) return { ...element, kind: notBefore, id: choice(part.slice(2)) };
  if (part.startsWith("!")) return { ...element, kind: not, id: choice(part.slice(1)) };
  const source = part.replace(/\?$/, "").replace(/\|\$$/, "");
  if (source === "") throw new Error(`phrase "${phrase}" has an empty element`);
  const written = source.replace(/\[[^\]]*\]/g, "");
  const capitals = written === written.toLowerCase() ? 0 : /^\P{Ll}{2,}$/u.test(written) ? 2 : 1;
  return { ...element, id: choice(source), capitals, optional: part.endsWith("?"), orEnd: /\|\$\??$/.test(part) };
}
