import type { View } from "../brain/text/normalise.ts";

/** `whole`: only as a word of its own, and letter for letter ("i.n.sta", "re-ddit", but not "instant" or "re-edit"). */
export type Term = { readonly term: string; readonly id: string; readonly whole?: boolean };
/** `start` and `end` are units of the view's text. */
export type TermMatch = { readonly id: string; readonly term: string; readonly start: number; readonly end: number };

/**
 * Finds terms anywhere inside words, in one pass over the text (Aho & Corasick 1975, as a full transition table).
 * Repeated letters count once, in term and text; marks within a word are passed over ("insta.gram", "tik-tok"); white
 * space and wide full stops end a word, so that "in stag ram" holds nothing. For names so long that no other word contains them.
 */
export const compileTerms = (terms: readonly Term[]): ((view: View) => TermMatch[]) => {
  const { next, outputs } = buildAutomaton(terms.map((term) => ({ ...term, letters: skeleton(term.term) })));
  return ({ text }) => {
    const matches: TermMatch[] = [];
    let state = 0;
    let previous = -1;
    // Where the letters of the path into `state` began: a ring, as long as no term is longer.
    const begun = new Int32Array(ring);
    let count = 0;
    for (let at = 0; at < text.length; at++) {
      const symbol = symbolOf(text.charCodeAt(at));
      if (symbol === passedOver) continue;
      if (symbol === wordEnd) {
        state = 0;
        previous = -1;
        continue;
      }
      if (symbol === previous) continue;
      previous = symbol;
      begun[count++ % ring] = at;
      state = next[state * symbols + symbol] ?? 0;
      const output = outputs[state];
      if (output === undefined) continue;
      let end = at + 1;
      while (end < text.length && symbolOf(text.charCodeAt(end)) === symbol) end++;
      for (const { term, id, letters, whole } of output) {
        const start = begun[(count - letters.length) % ring] ?? at;
        if (!whole || standsAlone(text, start, end, term)) matches.push({ id, term, start, end });
      }
    }
    return matches;
  };
};

type Entry = Term & { readonly letters: readonly number[] };

const symbols = 36;
const ring = 64;
const wordEnd = -1;
const passedOver = -2;

/** Whether the term stands between marks or spaces and has marks inside: without any it is a word, and found as such. */
function standsAlone(text: string, start: number, end: number, term: string): boolean {
  if (end - start === term.length || symbolOf(text.charCodeAt(start - 1)) >= 0 || symbolOf(text.charCodeAt(end)) >= 0)
    return false;
  let matched = 0;
  for (let at = start; at < end; at++) {
    if (symbolOf(text.charCodeAt(at)) >= 0 && text.charAt(at) !== term.charAt(matched++)) return false;
  }
  return matched === term.length;
}

function symbolOf(unit: number): number {
  if (unit >= 0x61 && unit <= 0x7a) return unit === 0x6c ? 8 : unit - 0x61;
  if (unit >= 0x30 && unit <= 0x39) return unit - 0x30 + 26;
  if (unit <= 0x20) return wordEnd;
  if (unit === 0x3002 || unit === 0xff01 || unit === 0xff1f) return wordEnd;
  return unit < 0x80 || unit >= 0x2000 ? passedOver : wordEnd;
}

/** Letters as symbols, repeated ones once. L counts as I: "Iinkedin" and "l1nkedin" look alike. */
function skeleton(term: string): number[] {
  const letters: number[] = [];
  for (let at = 0; at < term.length; at++) {
    const symbol = symbolOf(term.charCodeAt(at));
    if (symbol >= 0 && symbol !== letters.at(-1)) letters.push(symbol);
  }
  if (letters.length === 0 || letters.length > ring) throw new Error(`term "${term}" cannot be searched for`);
  return letters;
}

function buildAutomaton(entries: readonly Entry[]) {
  const size = entries.reduce((total, { letters }) => total + letters.length, 1);
  const next = new Int32Array(size * symbols).fill(-1);
  const outputs: (Entry[] | undefined)[] = new Array(size);
  let states = 1;
  for (const entry of entries) {
    let state = 0;
    for (const symbol of entry.letters) {
      const slot = state * symbols + symbol;
      if (next[slot] === -1) next[slot] = states++;
      state = next[slot] ?? 0;
    }
    outputs[state] = [...(outputs[state] ?? []), entry];
  }
  const failure = new Int32Array(states);
  const queue: number[] = [];
  for (let symbol = 0; symbol < symbols; symbol++) {
    const state = next[symbol] ?? -1;
    if (state === -1) next[symbol] = 0;
    else queue.push(state);
  }
  for (const state of queue) {
    const fallback = failure[state] ?? 0;
    const inherited = outputs[fallback];
    if (inherited !== undefined) outputs[state] = [...(outputs[state] ?? []), ...inherited];
    for (let symbol = 0; symbol < symbols; symbol++) {
      const slot = state * symbols + symbol;
      const child = next[slot] ?? -1;
      const detour = next[fallback * symbols + symbol] ?? 0;
      if (child === -1) next[slot] = detour;
      else {
        failure[child] = detour;
        queue.push(child);
      }
    }
  }
  return { next, outputs };
}
