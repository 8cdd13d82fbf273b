import { fold } from "./fold.ts";
import type { Token } from "./read-text.ts";
import { learnWord } from "./vocabulary.ts";

/** A set of choices by id, one bit each. */
export type Choices = Uint32Array;

/** What a word, or a shape, can stand for; `beginnings` is what the lexicon's user keeps with it. */
export type Entry<B> = {
  readonly choices: Choices;
  readonly beginnings: B;
  /** Choices of several words that begin with it. */
  readonly sequences: readonly Sequence[];
};

/** What each token can stand for. */
export type Meanings<B> = {
  /** By a token's word, and by its shape. */
  readonly byWord: readonly (Entry<B> | undefined)[];
  readonly byShape: readonly (Entry<B> | undefined)[];
  /** Choices of several words that begin at a token; mostly `undefined`. */
  readonly sequences: readonly (Longer | undefined)[];
};

/** Choices of several words: as a set, and with their lengths in tokens, packed, those learnt first first. */
export type Longer = { readonly choices: Choices; readonly packed: readonly number[] };

/** A row of choices by id, and the choices that it is a spelling of: one row often belongs to many. */
type Sequence = {
  readonly first: number;
  readonly rest: readonly number[];
  /** With each its place among all spellings: those learnt first are found first. */
  readonly ids: { readonly id: number; readonly rank: number }[];
  /** Its own number. */
  readonly key: number;
};

/** Low bits of a packed sequence: its length in tokens. */
export const lengthBits = 4;
const mostWords = (1 << lengthBits) - 1;

export const has = (entry: { readonly choices: Choices } | undefined, id: number): boolean =>
  entry !== undefined && ((entry.choices[id >> 5] ?? 0) & (1 << (id & 31))) !== 0;

/**
 * The words and classes of a phrase book. `choice` gives an id to a choice such as `on|via|[place]`; once all choices
 * are known, `freeze` gives what looks tokens up; `beginningWith` is asked once for each word that is met.
 * @throws {Error} a mistake in the program's data
 */
export const compileLexicon = (classes: Readonly<Record<string, readonly string[]>>) => {
  const ids = new Map<string, number>();
  /** The choices of each word; negative: those of the class with that number. */
  const words = new Map<string, number[]>();
  const numbered = new Map<string, Class>();
  const choicesOfClasses: number[][] = [];
  const sequences = new Map<string, Spelling[]>();
  // Classes are named, and their words met, by hundreds of choices.
  const known = new Map<string, readonly string[]>();
  const spelt = new Map<string, readonly string[]>();
  const learn = (word: string, id: number) => {
    const others = words.get(word);
    if (others) others.push(id);
    else words.set(learnWord(word), [id]);
  };
  const learnSequence = (word: string, spelling: Spelling) => {
    const others = sequences.get(word);
    if (others) others.push(spelling);
    else sequences.set(word, [spelling]);
  };
  const members = (name: string, inside: readonly string[]): readonly string[] => {
    if (inside.includes(name)) throw new Error(`class [${name}] contains itself`);
    const remembered = known.get(name);
    if (remembered !== undefined) return remembered;
    const entries = isShape(name) ? [`[${name}]`] : classes[name];
    if (entries === undefined) throw new Error(`unknown class [${name}]`);
    const found = entries
      .flatMap((entry) => (entry.includes(" ") ? spellOut(entry) : entry.split("|")))
      .flatMap((entry) => {
        const other = classNamed.exec(entry)?.[1];
        return other === undefined || isShape(other) ? [entry] : members(other, [...inside, name]);
      });
    known.set(name, found);
    return found;
  };
  const partsOf = (option: string): readonly string[] => {
    const remembered = spelt.get(option);
    if (remembered !== undefined) return remembered;
    const parts = option.split(" ").map(foldChoice);
    spelt.set(option, parts);
    return parts;
  };
  const choice = (source: string): number => {
    const old = ids.get(source);
    if (old !== undefined) return old;
    const id = ids.size + 1;
    ids.set(source, id);
    const several = (option: string, [first = "", ...rest]: readonly string[]) => {
      if (rest.length >= mostWords) throw new Error(`"${option}" has too many words`);
      learnSequence(first, { first: choice(first), rest: rest.map(choice), id });
    };
    for (const part of source.split("|")) {
      const name = classNamed.exec(part)?.[1];
      if (name === undefined) {
        const parts = partsOf(part);
        if (parts.length === 1) learn(parts[0] ?? "", id);
        else several(part, parts);
        continue;
      }
      const { choices, longer } = classOf(name);
      choices.push(id);
      for (const option of longer) several(option, partsOf(option));
    }
    return id;
  };
  /** Its words are learnt once, whatever the number of choices that name it: to each of them was half of all the work. */
  const classOf = (name: string): Class => {
    const remembered = numbered.get(name);
    if (remembered !== undefined) return remembered;
    const options = members(name, []);
    const made = { choices: [], longer: options.filter((option) => partsOf(option).length > 1) };
    numbered.set(name, made);
    choicesOfClasses.push(made.choices);
    for (const option of options) {
      const [first = "", ...rest] = partsOf(option);
      if (rest.length === 0) learn(first, -choicesOfClasses.length);
    }
    return made;
  };
  return {
    choice,
    freeze: <B>(beginningWith: (ids: readonly number[]) => B) =>
      freeze(
        ids.size + 1,
        words,
        (learnt) => [...new Set(learnt.flatMap((id) => (id < 0 ? (choicesOfClasses[-id - 1] ?? []) : id)))],
        grouped([...sequences.values()].flat()),
        beginningWith,
      ),
  };
};

/** Choices that name a class, and its members of several words. */
type Class = { readonly choices: number[]; readonly longer: readonly string[] };

/** Words as a text's view shows them; names of classes stay as they are. */
const foldChoice = (source: string): string =>
  source
    .split("|")
    .map((part) => (part.startsWith("[") ? part : fold(part)))
    .join("|");

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

type Spelling = { readonly first: number; readonly rest: readonly number[]; readonly id: number };

function grouped(spellings: readonly Spelling[]): readonly Sequence[] {
  const sequences = new Map<string, Sequence>();
  for (const [rank, { first, rest, id }] of spellings.entries()) {
    const key = `${first} ${rest.join(" ")}`;
    const known = sequences.get(key);
    if (known === undefined) sequences.set(key, { first, rest, ids: [{ id, rank }], key: sequences.size });
    else known.ids.push({ id, rank });
  }
  return [...sequences.values()];
}

const classNamed = /^\[([\w/-]+)\]$/;

function freeze<B>(
  size: number,
  words: ReadonlyMap<string, readonly number[]>,
  choicesOf: (learnt: readonly number[]) => readonly number[],
  all: readonly Sequence[],
  beginningWith: (ids: readonly number[]) => B,
): (tokens: readonly Token[]) => Meanings<B> {
  const byFirst = new Map<number, Sequence[]>();
  for (const sequence of all) {
    const others = byFirst.get(sequence.first);
    if (others) others.push(sequence);
    else byFirst.set(sequence.first, [sequence]);
  }
  const entryOf = (ids: readonly number[]): Entry<B> => {
    const choices = new Uint32Array((size >> 5) + 1);
    for (const id of ids) choices[id >> 5] = (choices[id >> 5] ?? 0) | (1 << (id & 31));
    const sequences = ids.flatMap((id) => byFirst.get(id) ?? []).sort((one, other) => one.key - other.key);
    return { choices, beginnings: beginningWith(ids), sequences };
  };
  // Made when a word is first met: most are not in one conversation, and all of them cost a tenth of a second.
  const entries = new Map<string, Entry<B> | readonly number[]>(words);
  const entryFor = (word: string): Entry<B> | undefined => {
    const known = entries.get(word);
    if (known === undefined || !isArray(known)) return known;
    const made = entryOf(choicesOf(known));
    entries.set(word, made);
    return made;
  };
  const byMask = Array.from({ length: 1 << shapes.length }, (_, mask) => {
    const ids = choicesOf(
      shapes.flatMap((shape, bit) => (mask & (1 << bit) ? [...(words.get(`[${shape}]`) ?? [])] : [])),
    );
    return ids.length === 0 ? undefined : entryOf(ids);
  });
  // The same words come together again and again, and may be spellings of hundreds of choices.
  const combined = new Map<string, Longer>();
  const together = (ofWord: readonly Covering[], ofShape: readonly Covering[]): Longer => {
    const key = `${ofWord.map(keyOf).join()};${ofShape.map(keyOf).join()}`;
    const known = combined.get(key);
    if (known !== undefined) return known;
    const all = [...spellingsOf(ofWord), ...spellingsOf(ofShape)];
    const choices = new Uint32Array((size >> 5) + 1);
    for (const { id } of all) choices[id >> 5] = (choices[id >> 5] ?? 0) | (1 << (id & 31));
    const longer = { choices, packed: all.map(({ id, length }) => (id << lengthBits) | length) };
    if (combined.size >= mostCombined) combined.clear();
    combined.set(key, longer);
    return longer;
  };
  return (tokens) => {
    const byWord: (Entry<B> | undefined)[] = [];
    const byShape: (Entry<B> | undefined)[] = [];
    const sequences: (Longer | undefined)[] = [];
    for (const token of tokens) {
      byWord.push(wordEntry(token, entryFor));
      byShape.push(byMask[shapeMask(token)]);
      sequences.push(undefined);
    }
    const meanings = { byWord, byShape, sequences };
    const covering = (entry: Entry<B> | undefined, at: number): readonly Covering[] => {
      if (entry === undefined || entry.sequences.length === 0) return none;
      let found: Covering[] | undefined;
      for (const sequence of entry.sequences) {
        const length = sequenceLength(sequence.rest, tokens, meanings, at + 1);
        if (length === 0 || length > mostWords) continue;
        found ??= [];
        found.push({ sequence, length });
      }
      return found ?? none;
    };
    // From the end, since a sequence may end in a choice that is itself a sequence.
    for (let at = tokens.length - 2; at >= 0; at--) {
      if (tokens[at + 1]?.border === 2) continue;
      const ofWord = covering(byWord[at], at);
      const ofShape = covering(byShape[at], at);
      if (ofWord.length > 0 || ofShape.length > 0) sequences[at] = together(ofWord, ofShape);
    }
    return meanings;
  };
}

/** `Array.isArray` knows no arrays that are read-only. */
const isArray: (value: object) => value is readonly number[] = Array.isArray;

/** A sequence that covers so many tokens. */
type Covering = { readonly sequence: Sequence; readonly length: number };

const none: readonly Covering[] = [];
const mostCombined = 4096;
const keyOf = ({ sequence, length }: Covering): number => (sequence.key << lengthBits) | length;

const spellingsOf = (coverings: readonly Covering[]) =>
  coverings
    .flatMap(({ sequence, length }) => sequence.ids.map(({ id, rank }) => ({ id, rank, length })))
    .sort((one, other) => one.rank - other.rank);

function wordEntry<B>(token: Token, entryFor: (word: string) => Entry<B> | undefined): Entry<B> | undefined {
  let found = entryFor(token.word);
  if (found !== undefined || token.variants.length === 0) return found;
  for (const variant of token.variants) found ??= entryFor(variant);
  return found;
}

/** Tokens that the sequence covers, its first included; 0 where it does not match. */
function sequenceLength<B>(
  rest: readonly number[],
  tokens: readonly Token[],
  meanings: Meanings<B>,
  from: number,
): number {
  let at = from;
  for (const id of rest) {
    if ((tokens[at]?.border ?? 2) === 2) return 0;
    const longer = meanings.sequences[at];
    if (has(longer, id)) at += (longer?.packed.find((one) => one >> lengthBits === id) ?? 0) & mostWords;
    else if (has(meanings.byWord[at], id) || has(meanings.byShape[at], id)) at++;
    else return 0;
  }
  return at - from + 1;
}

const shapes = ["number", "clock", "handle", "capital"] as const;
export const isShape = (name: string): boolean => (shapes as readonly string[]).includes(name);
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
