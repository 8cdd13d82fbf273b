/** Digits that stand together, however they are written: "612", "o77oo", "five", "double seven". */
export type DigitGroup = {
  readonly digits: string;
  /** [start, end) in the text, and all that stands between this group and the one before it in its run. */
  readonly start: number;
  readonly end: number;
  readonly gap: string;
  readonly spelled: boolean;
};

/** Groups with nothing but the marks that numbers are parted by between them. */
export type DigitRun = readonly DigitGroup[];

/** The runs of a folded text that hold at least seven digits, in their order. One pass. */
export const digitRuns = (text: string): DigitRun[] => {
  const runs: DigitRun[] = [];
  let groups: DigitGroup[] = [];
  let count = 0;
  let times = 1;
  // Where a "double" stands that the next group belongs to.
  let multiplied = -1;
  const close = () => {
    if (count >= fewestDigits) runs.push(groups);
    groups = [];
    count = 0;
  };
  for (let at = 0; at < text.length; ) {
    if (!isWordUnit(text.charCodeAt(at))) {
      at++;
      continue;
    }
    const start = at;
    while (at < text.length && isWordUnit(text.charCodeAt(at))) at++;
    const word = at - start > longestGroup ? "" : text.slice(start, at);
    const before = groups.at(-1);
    if (word === "hundred" && before?.spelled && before.digits.length === 1 && text.slice(before.end, start) === " ") {
      // "nine hundred one two three"
      groups[groups.length - 1] = { ...before, digits: `${before.digits}00`, end: at };
      count += 2;
      continue;
    }
    const multiple = multiples.get(word);
    if (multiple !== undefined) {
      times = multiple;
      multiplied = start;
      continue;
    }
    const digits = digitsOf(word);
    const from = multiplied === -1 ? start : multiplied;
    if (digits === undefined) close();
    else {
      const spelled = digits !== word;
      const last = groups.at(-1);
      const gap = last === undefined ? "" : text.slice(last.end, from);
      const joined = last === undefined || parts(gap, spelled || last.spelled);
      if (!joined) close();
      groups.push({ digits: digits.repeat(times), start: from, end: at, gap: joined ? gap : "", spelled });
      count += digits.length * times;
    }
    times = 1;
    multiplied = -1;
  }
  close();
  return runs;
};

/** Whether four words in a row mean digits: without that, a text without a digit holds no number. */
export const spellsDigits = (text: string): boolean => {
  let inARow = 0;
  for (let at = 0; at < text.length; ) {
    const first = text.charCodeAt(at) | 0x20;
    if (!isLetter(first)) {
      at++;
      continue;
    }
    const start = at++;
    while (at < text.length && isLetter(text.charCodeAt(at) | 0x20)) at++;
    const lengths =
      at - start < 7 ? (wordLengths[beginning(first, at - start === 1 ? 0 : text.charCodeAt(start + 1))] ?? 0) : 0;
    const known = (lengths & (1 << (at - start))) !== 0 && isDigitWord(text.slice(start, at).toLowerCase());
    inARow = known ? inARow + 1 : 0;
    if (inARow === 4) return true;
  }
  return false;
};

const fewestDigits = 7;
/** In units; the longest of what is looked for has 19 digits. */
const longestGroup = 24;
const longestGap = 6;

const digitWords: readonly (readonly string[])[] = [
  ["zero", "oh", "o", "nought", "cero", "null"],
  ["one", "uno", "un", "eins", "um", "uma"],
  ["two", "dos", "deux", "zwei", "zwo", "dois", "due"],
  ["three", "tres", "trois", "drei", "tre"],
  ["four", "cuatro", "quatre", "vier", "quatro", "quattro"],
  ["five", "cinco", "cinq", "funf", "fuenf", "cinque"],
  ["six", "seis", "sechs", "sei", "meia"],
  ["seven", "siete", "sept", "sieben", "sete", "sette"],
  ["eight", "ocho", "huit", "acht", "oito", "otto"],
  ["nine", "nueve", "neuf", "neun", "nove"],
];
const meant = new Map(digitWords.flatMap((words, digit) => words.map((word) => [word, String(digit)] as const)));
const multiples = new Map([
  ["double", 2],
  ["triple", 3],
]);
/** As they stand in a text that was not folded. */
const accented = ["zéro", "três", "fünf"];
const digitOrMultiple: ReadonlySet<string> = new Set([...meant.keys(), ...multiples.keys(), ...accented]);
export const isDigitWord = (word: string): boolean => digitOrMultiple.has(word);

const beginning = (first: number, second: number): number => ((first & 0x1f) << 5) | (second & 0x1f);
/** By their first two letters: bit n stands for a word of n units. Nearly every other word is told apart by these. */
const wordLengths = new Uint8Array(1024);
for (const word of digitOrMultiple) {
  const key = beginning(word.charCodeAt(0), word.length === 1 ? 0 : word.charCodeAt(1));
  wordLengths[key] = (wordLengths[key] ?? 0) | (1 << word.length);
}

const isLetter = (unit: number): boolean => (unit >= 0x61 && unit <= 0x7a) || (unit >= 0xc0 && unit < 0x250);

function digitsOf(word: string): string | undefined {
  if (word === "") return undefined;
  const said = meant.get(word);
  if (said !== undefined) return said;
  let digits = 0;
  for (let at = 0; at < word.length; at++) {
    const unit = word.charCodeAt(at);
    if (unit >= 0x30 && unit <= 0x39) digits++;
    else if (unit !== 0x6f) return undefined;
  }
  if (digits === word.length) return word;
  return digits > 0 || word.length === 2 || word.length === 3 ? word.replaceAll("o", "0") : undefined;
}

const digitGap = /^[ \n.\-–—/()·•_*|~\p{Extended_Pictographic}]*$/u;
const spelledGap = /^[ \n.\-–—/()·•_*|~,:\p{Extended_Pictographic}]*$/u;

/** Whether two groups with `gap` between them can belong to one number. */
function parts(gap: string, spelled: boolean): boolean {
  return gap.length <= longestGap && (spelled ? spelledGap : digitGap).test(gap);
}

function isWordUnit(unit: number): boolean {
  return (unit >= 0x61 && unit <= 0x7a) || (unit >= 0x30 && unit <= 0x39) || (unit >= 0xc0 && unit < 0x2000);
}
