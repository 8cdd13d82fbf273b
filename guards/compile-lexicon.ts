import { fold } from "./fold.ts";
import type { Token } from "./read-text.ts";

/** A set of choices by id, one bit each. */
export type Choices = Uint32Array;

/** What each token can stand for. */
export type Meanings = {
  /** Choices that a token belongs to by its word, and by its shape. */
  readonly byWord: readonly (Choices | undefined)[];
  readonly byShape: readonly (Choices | undefined)[];
  /** Choices of several words that begin at a token: id and length in tokens, packed; mostly `undefined`. */
  readonly sequences: readonly (readonly number[] | undefined)[];
};

/** Low bits of a packed sequence: its length in tokens. */
export const lengthBits = 4;
const mostWords = (1 << lengthBits) - 1;

export const has = (choices: Choices | undefined, id: number): boolean =>
  choices !== undefined && ((choices[id >> 5] ?? 0) & (1 << (id & 31))) !== 0;

/**
 * The words and classes of a phrase book. `choice` gives an id to a choice such as `on|via|[place]`; once all choices
 * are known, `freeze` gives what looks tokens up. @throws {Error} a mistake in the program's data
 */
export const compileLexicon = (classes: Readonly<Record<string, readonly string[]>>) => {
  const ids = new Map<string, number>();
  const words = new Map<string, Set<number>>();
  const sequences = new Map<string, Sequence[]>();
  const learn = (word: string, id: number) => words.set(word, (words.get(word) ?? new Set()).add(id));
  const members = (name: string, inside: readonly string[]): readonly string[] => {
    if (inside.includes(name)) throw new Error(`class [${name}] contains itself`);
    const entries = isShape(name) ? [`[${name}]`] : classes[name];
    if (entries === undefined) throw new Error(`unknown class [${name}]`);
    return entries.flatMap((entry) => {
      const other = classNamed.exec(entry)?.[1];
      if (other !== undefined && !isShape(other)) return members(other, [...inside, name]);
      return entry.includes(" ") ? spellOut(entry) : entry.split("|");
    });
  };
  const choice = (source: string): number => {
    const known = ids.get(source);
    if (known !== undefined) return known;
    const id = ids.size + 1;
    ids.set(source, id);
    const options = source.split("|").flatMap((part) => {
      const name = classNamed.exec(part)?.[1];
      return name === undefined ? [part] : members(name, []);
    });
    for (const option of options) {
      const [first = "", ...rest] = option.split(" ").map((part) => (part.startsWith("[") ? part : fold(part)));
      if (rest.length === 0) learn(first, id);
      else if (rest.length >= mostWords) throw new Error(`"${option}" has too many words`);
      else
        sequences.set(first, [...(sequences.get(first) ?? []), { first: choice(first), rest: rest.map(choice), id }]);
    }
    return id;
  };
  return { choice, freeze: () => freeze(ids.size + 1, words, [...sequences.values()].flat()) };
};

/** An entry with and without each word that may be left out ("want to?"). */
function spellOut(entry: string): string[] {
  if (!entry.includes("?")) return [entry];
  const parts = entry.split(" ");
  const at = parts.findIndex((part) => part.endsWith("?"));
  const before = parts.slice(0, at);
  const after = parts.slice(at + 1);
  return [
    [...before, parts[at]?.slice(0, -1), ...after],
    [...before, ...after],
  ].flatMap((words) => spellOut(words.join(" ")));
}

type Sequence = { readonly first: number; readonly rest: readonly number[]; readonly id: number };

const none: readonly Sequence[] = [];

const classNamed = /^\[([\w-]+)\]$/;

function freeze(size: number, words: ReadonlyMap<string, ReadonlySet<number>>, all: readonly Sequence[]) {
  const asChoices = (ids: Iterable<number>): Choices => {
    const choices = new Uint32Array((size >> 5) + 1);
    for (const id of ids) choices[id >> 5] = (choices[id >> 5] ?? 0) | (1 << (id & 31));
    return choices;
  };
  // Made when a word is first met: most are not in one conversation, and all of them cost a tenth of a second.
  const made = new Map<string, Choices>();
  const choicesOf = (word: string): Choices | undefined => {
    const known = made.get(word);
    const ids = known === undefined ? words.get(word) : undefined;
    if (ids === undefined) return known;
    const choices = asChoices(ids);
    made.set(word, choices);
    return choices;
  };
  const shapeChoices = Array.from({ length: 1 << shapes.length }, (_, mask) =>
    mask === 0
      ? undefined
      : asChoices(shapes.flatMap((shape, bit) => (mask & (1 << bit) ? [...(words.get(`[${shape}]`) ?? [])] : []))),
  );
  const found = new Map<Choices, readonly Sequence[]>();
  const sequencesOf = (choices: Choices | undefined): readonly Sequence[] => {
    if (choices === undefined) return none;
    let starting = found.get(choices);
    if (starting === undefined) {
      starting = all.filter(({ first }) => has(choices, first));
      found.set(choices, starting);
    }
    return starting;
  };
  return (tokens: readonly Token[]): Meanings => {
    const byWord = tokens.map((token) => wordChoices(token, choicesOf));
    const byShape = tokens.map((token) => shapeChoices[shapeMask(token)]);
    const sequences: (readonly number[] | undefined)[] = new Array(tokens.length);
    const meanings = { byWord, byShape, sequences };
    // From the end, since a sequence may end in a choice that is itself a sequence.
    for (let at = tokens.length - 1; at >= 0; at--) {
      for (const starting of [sequencesOf(byWord[at]), sequencesOf(byShape[at])]) {
        for (const { id, rest } of starting) {
          const length = sequenceLength(rest, tokens, meanings, at + 1);
          if (length > 0 && length <= mostWords)
            sequences[at] = [...(sequences[at] ?? []), (id << lengthBits) | length];
        }
      }
    }
    return meanings;
  };
}

function wordChoices(token: Token, choicesOf: (word: string) => Choices | undefined): Choices | undefined {
  let found = choicesOf(token.word);
  for (const variant of token.variants) found ??= choicesOf(variant);
  return found;
}

/** Tokens that the sequence covers, its first included; 0 where it does not match. */
function sequenceLength(rest: readonly number[], tokens: readonly Token[], meanings: Meanings, from: number): number {
  let at = from;
  for (const id of rest) {
    if ((tokens[at]?.border ?? 2) === 2) return 0;
    const packed = meanings.sequences[at]?.find((one) => one >> lengthBits === id);
    if (packed !== undefined) at += packed & mostWords;
    else if (has(meanings.byWord[at], id) || has(meanings.byShape[at], id)) at++;
    else return 0;
  }
  return at - from + 1;
}

const shapes = ["number", "clock", "handle", "capital"] as const;
const isShape = (name: string): boolean => (shapes as readonly string[]).includes(name);
const number = /^\d{1,4}(?:\.\d\d)?$/;
const clock =
  /^(?:[01]?\d|2[0-4])(?:[.:][0-5]\d)?(?:am|pm|ish|hrs?|h|a|p)$|^(?:[01]?\d|2[0-4]):[0-5]\d$|^(?:[01]\d|2[0-3])[0-5]\dhrs?$/;

function shapeMask({ word, gap, capitals }: Token): number {
  let mask = (gap.endsWith("@") ? 4 : 0) | (capitals > 0 ? 8 : 0);
  const first = word.charCodeAt(0);
  if (first < 0x30 || first > 0x39 || word.length > 9) return mask;
  if (number.test(word)) mask |= 1;
  if (clock.test(word)) mask |= 2;
  return mask;
}
