import { fold } from "./fold.ts";
import type { Token } from "./read-text.ts";

/**
 * Phrases as data. A phrase is a row of elements parted by spaces:
 * - `word`, `one|other` or `[class]`: one of these words; a capital in a word asks for one as written (`Signal`, `LINE`)
 * - `…|$`: one of these, or the end of the clause
 * - `…?`: may be left out; `~3`: up to three words of any kind, within the sentence
 * - `!…`: the next word is none of these; `<!…`: the word before is none of these
 * - `^` and `$`: a clause begins or ends here (comma, bracket, sentence); `^2`: at most two words after its beginning
 * - `??`: a question mark stands here
 * - `[number]`, `[clock]`, `[handle]`: by shape ("20", "7:30pm", "@bella")
 * A class lists words, phrases of plain words ("this weekend", "[number] pm") and other classes.
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
 * elements: places reached are kept as bits, so that no order of gaps is ever tried twice.
 * @throws {Error} a phrase names an unknown class or cannot be read: a mistake in the program's data
 */
export const compilePhrases = (book: PhraseBook): ((tokens: readonly Token[]) => PhraseMatch[]) => {
  const lexicon = compileLexicon(book);
  const starts = new Map<number, Phrase[]>();
  for (const [group, phrases] of Object.entries(book.phrases)) {
    for (const phrase of phrases) {
      for (const elements of withoutLeadingOptions(
        phrase
          .trim()
          .split(/\s+/)
          .map((part) => lexicon.element(part, phrase)),
      )) {
        const first = elements.find((element) => element.kind === "word" || element.kind === "gap");
        if (first?.kind !== "word") throw new Error(`phrase "${phrase}" does not begin with a word`);
        starts.set(first.id, [...(starts.get(first.id) ?? []), { group, phrase, elements }]);
      }
    }
  }
  return (tokens) => {
    const meanings = lexicon.annotate(tokens);
    const matches: PhraseMatch[] = [];
    for (let from = 0; from < tokens.length; from++) {
      let earlier = -1;
      for (const meaning of meanings[from] ?? []) {
        const id = meaning >> lengthBits;
        if (id === earlier) continue;
        earlier = id;
        for (const { group, phrase, elements } of starts.get(id) ?? []) {
          const reached = run(elements, tokens, meanings, from);
          if (reached !== 0) matches.push({ group, phrase, from, to: from + 31 - Math.clz32(reached & -reached) });
        }
      }
    }
    return matches;
  };
};

/** Whether `veto` undoes `hit`: they overlap, and the veto does not merely lie inside what the hit already took in. */
export const outweighs = (veto: PhraseMatch, hit: PhraseMatch): boolean =>
  veto.from < hit.to && veto.to > hit.from && (veto.from <= hit.from || veto.to > hit.to);

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

/** A meaning is a class id and a length in tokens, packed. */
const lengthBits = 4;
/** Tokens that one match may cover: the width of the bit set. */
const window = 30;

function run(elements: readonly Element[], tokens: readonly Token[], meanings: Meanings, from: number): number {
  let places = 1;
  for (const element of elements) {
    places = step(element, places, tokens, meanings, from);
    if (places === 0) return 0;
  }
  return places;
}

type Meanings = readonly (readonly number[] | undefined)[];

function step(element: Element, places: number, tokens: readonly Token[], meanings: Meanings, from: number): number {
  if (element.kind === "gap") {
    let reached = places;
    for (let round = 0; round < element.most; round++) {
      reached |= forEachPlace(reached, (place) => (within(tokens, from, place) ? 1 << (place + 1) : 0));
    }
    return reached;
  }
  return forEachPlace(places, (place) => {
    const at = from + place;
    switch (element.kind) {
      case "start":
        for (let back = 0; back <= element.within; back++) {
          if (at === back || (tokens[at - back]?.border ?? 0) > 0) return 1 << place;
        }
        return 0;
      case "end":
        return (tokens[at]?.border ?? 2) > 0 ? 1 << place : 0;
      case "question":
        return tokens[at - 1]?.asked ? 1 << place : 0;
      case "not": {
        const other = element.behind ? at - 1 : at;
        const near = (tokens[at]?.border ?? 2) < 2;
        return near && meanings[other]?.some((meaning) => meaning >> lengthBits === element.id) ? 0 : 1 << place;
      }
      default: {
        const ended = element.orEnd && (tokens[at]?.border ?? 2) > 0;
        let reached = element.optional || ended ? 1 << place : 0;
        if (!within(tokens, from, place) || (tokens[at]?.capitals ?? 0) < element.capitals) return reached;
        for (const meaning of meanings[at] ?? []) {
          const end = place + (meaning & ((1 << lengthBits) - 1));
          if (meaning >> lengthBits === element.id && end <= window) reached |= 1 << end;
        }
        return reached;
      }
    }
  });
}

/** Whether token `from + place` belongs to the sentence that the match is in. */
const within = (tokens: readonly Token[], from: number, place: number): boolean =>
  place < window && from + place < tokens.length && (place === 0 || (tokens[from + place]?.border ?? 2) < 2);

function forEachPlace(places: number, reach: (place: number) => number): number {
  let reached = 0;
  for (let rest = places; rest !== 0; rest &= rest - 1) reached |= reach(31 - Math.clz32(rest & -rest));
  return reached;
}

/** A phrase whose first words may be left out begins in several ways. */
function withoutLeadingOptions(elements: readonly Element[]): Element[][] {
  const at = elements.findIndex((element) => element.kind === "word");
  const first = elements[at];
  if (first?.kind !== "word" || !first.optional) return [[...elements]];
  const kept = [...elements.slice(0, at), { ...first, optional: false }, ...elements.slice(at + 1)];
  return [kept, ...withoutLeadingOptions([...elements.slice(0, at), ...elements.slice(at + 1)])];
}

function compileLexicon({ classes }: PhraseBook) {
  const ids = new Map<string, number>();
  const words = new Map<string, number[]>();
  const sequences = new Map<string, { id: number; rest: number[] }[]>();
  const learn = (word: string, id: number) => {
    const known = words.get(word) ?? [];
    const meaning = (id << lengthBits) | 1;
    if (!known.includes(meaning))
      words.set(
        word,
        [...known, meaning].sort((one, other) => one - other),
      );
  };
  const members = (name: string, inside: readonly string[]): readonly string[] => {
    if (inside.includes(name)) throw new Error(`class [${name}] contains itself`);
    const entries = shapes.has(name) ? [`[${name}]`] : classes[name];
    if (entries === undefined) throw new Error(`unknown class [${name}]`);
    return entries.flatMap((entry) => {
      const other = /^\[([\w-]+)\]$/.exec(entry)?.[1];
      return other === undefined || shapes.has(other) ? [entry] : members(other, [...inside, name]);
    });
  };
  /** The id of a choice such as `on|via|[place]`; made once. */
  const choice = (source: string): number => {
    const known = ids.get(source);
    if (known !== undefined) return known;
    const id = ids.size + 1;
    ids.set(source, id);
    for (const option of source.split("|").flatMap((part) => {
      const name = /^\[([\w-]+)\]$/.exec(part)?.[1];
      return name === undefined ? [part] : members(name, []);
    })) {
      const [first = "", ...rest] = option.split(" ");
      if (rest.length === 0) {
        learn(/^\[/.test(first) ? first : fold(first), id);
        continue;
      }
      if (rest.length >= 1 << lengthBits) throw new Error(`"${option}" has too many words`);
      for (const start of first.split("|")) {
        const key = /^\[/.test(start) ? start : fold(start);
        sequences.set(key, [...(sequences.get(key) ?? []), { id, rest: rest.map(choice) }]);
        if (!words.has(key)) words.set(key, []);
      }
    }
    return id;
  };
  return {
    element(part: string, phrase: string): Element {
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
      const capitals = /^\[/.test(source) || source === source.toLowerCase() ? 0 : /^\P{Ll}{2,}$/u.test(source) ? 2 : 1;
      return { kind: "word", id: choice(source), capitals, optional, orEnd };
    },
    annotate(tokens: readonly Token[]): Meanings {
      const single: (readonly number[] | undefined)[] = tokens.map((token) => meaningsOf(token, words));
      if (sequences.size === 0) return single;
      const starting = (token: Token): { id: number; rest: number[] }[] => {
        const own = sequences.get(token.word) ?? [];
        return shapesOf(token).reduce((all, shape) => all.concat(sequences.get(shape) ?? []), own);
      };
      const all = [...single];
      // From the end, since a sequence may end in a choice that is itself a sequence.
      for (let at = tokens.length - 1; at >= 0; at--) {
        const token = tokens[at];
        if (token === undefined) continue;
        for (const { id, rest } of starting(token)) {
          const length = sequenceLength(rest, tokens, all, at + 1);
          if (length > 0 && length < 1 << lengthBits) all[at] = [...(all[at] ?? []), (id << lengthBits) | length];
        }
      }
      return all;
    },
  };
}

/** Tokens that the sequence covers, its first included; 0 where it does not match. */
function sequenceLength(rest: readonly number[], tokens: readonly Token[], meanings: Meanings, from: number): number {
  let at = from;
  for (const id of rest) {
    const meaning = (tokens[at]?.border ?? 2) < 2 ? meanings[at]?.find((one) => one >> lengthBits === id) : undefined;
    if (meaning === undefined) return 0;
    at += meaning & ((1 << lengthBits) - 1);
  }
  return at - from + 1;
}

function meaningsOf(token: Token, words: ReadonlyMap<string, readonly number[]>): readonly number[] | undefined {
  let found = words.get(token.word);
  for (const variant of token.variants) found ??= words.get(variant);
  const shaped = shapesOf(token);
  if (shaped.length === 0) return found;
  return shaped.reduce<readonly number[]>((all, shape) => all.concat(words.get(shape) ?? []), found ?? []);
}

const shapes = new Set(["number", "clock", "handle", "capital"]);
const clock =
  /^(?:[01]?\d|2[0-4])(?:[.:][0-5]\d)?(?:am|pm|ish|hrs?|h|a|p)$|^(?:[01]?\d|2[0-4]):[0-5]\d$|^(?:[01]\d|2[0-3])[0-5]\dhrs?$/;

function shapesOf(token: Token): readonly string[] {
  const found: string[] = [];
  const first = token.word.charCodeAt(0);
  if (first >= 0x30 && first <= 0x39 && token.word.length < 10) {
    if (/^\d{1,4}(?:\.\d\d)?$/.test(token.word)) found.push("[number]");
    if (clock.test(token.word)) found.push("[clock]");
  }
  if (token.gap.endsWith("@")) found.push("[handle]");
  if (token.capitals > 0) found.push("[capital]");
  return found;
}
