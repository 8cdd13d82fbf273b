import type { Reading, Token } from "../read-text.ts";

/**
 * The same reading as its phrases spell it: "u r" as "you are", "can not" and "cant" as "can't", "sucidal" as
 * "suicidal", without a closing "rn" or "tbh". `undefined` where nothing differs. Spans stay those of the raw text.
 */
export const inPlainSpelling = (reading: Reading): Reading | undefined => {
  const known = spelled.get(reading);
  if (known !== undefined) return known.plain;
  const plain = spellOut(reading);
  spelled.set(reading, { plain });
  return plain;
};

/** Several guards ask for one reading, one after the other. */
const spelled = new WeakMap<Reading, { readonly plain: Reading | undefined }>();

function spellOut(reading: Reading): Reading | undefined {
  const tokens: Token[] = [];
  let border: Token["border"] = 0;
  let changed = false;
  let closing: Uint8Array | undefined;
  const { length } = reading.tokens;
  for (let at = 0; at < length; at++) {
    const token = reading.tokens[at];
    if (token === undefined) break;
    const next = reading.tokens[at + 1];
    const before = tokens.at(-1);
    if (before !== undefined && fillers.has(token.word)) closing ??= closingTokens(reading.tokens);
    if (before !== undefined && fillers.has(token.word) && closing?.[at] === 1) {
      changed = true;
      border = larger(border, token.border);
      if (token.asked) tokens[tokens.length - 1] = { ...before, asked: true };
      continue;
    }
    const pair = next?.border === 0 ? pairs.get(`${token.word} ${next.word}`) : undefined;
    const word = pair ?? spellings.get(token.word) ?? nearest(token.word) ?? token.word;
    changed ||= word !== token.word;
    const plain = { ...token, word, border: larger(border, token.border) };
    border = 0;
    if (pair === undefined || next === undefined) tokens.push(plain);
    else {
      tokens.push({ ...plain, end: next.end, asked: next.asked });
      at++;
    }
  }
  return changed ? { view: reading.view, tokens } : undefined;
}

const larger = (one: Token["border"], other: Token["border"]): Token["border"] => (one > other ? one : other);

/** 1 for a token after which nothing but fillers follows until the clause ends. From the end, so that each is read once. */
function closingTokens(tokens: readonly Token[]): Uint8Array {
  const closing = new Uint8Array(tokens.length);
  let closes = true;
  for (let at = tokens.length - 1; at >= 0; at--) {
    const token = tokens[at];
    if (token === undefined) break;
    closing[at] = closes ? 1 : 0;
    closes = token.border > 0 || (closes && fillers.has(token.word));
  }
  return closing;
}

/** Not "lol" nor "haha": they tell a joke from a cry for help. */
const fillers = new Set("rn tbh fr frfr tho though pls plz please ngl bro bruh bestie omg ong honestly smh".split(" "));

const spellings = new Map(
  [
    "u=you ya=you ur=your urs=yours r=are abt=about bout=about wld=would cld=could shld=should ppl=people w=with",
    "n=and cant=can't cannot=can't wont=won't dont=don't didnt=didn't doesnt=doesn't couldnt=couldn't",
    "wouldnt=wouldn't isnt=isn't arent=aren't wasnt=wasn't im=i'm ive=i've whats=what's whos=who's youre=you're",
    "theres=there's everyones=everyone's hes=he's shes=she's theyre=they're noone=nobody urself=yourself",
    "ths=this dis=this gunna=gonna gona=gonna wana=wanna kil=kill kll=kill kiii=kill kiil=kill 2nite=tonight tonite=tonight tmrw=tomorrow",
    "tmr=tomorrow thru=through sm1=someone som1=someone anymor=anymore bc=because cuz=because ded=dead rly=really msgs=messages msg=message 2morrow=tomorrow",
    "killin=killing cuttin=cutting dyin=dying livin=living thinkin=thinking endin=ending hurtin=hurting speakin=speaking talkin=talking chattin=chatting textin=texting",
  ]
    .join(" ")
    .split(" ")
    .map((line): readonly [string, string] => {
      const [from = "", to = ""] = line.split("=");
      return [from, to];
    }),
);

const pairs = new Map([
  ["can not", "can't"],
  ["do not", "don't"],
  ["did not", "didn't"],
  ["does not", "doesn't"],
  ["will not", "won't"],
  ["could not", "couldn't"],
  ["would not", "wouldn't"],
  ["no one", "nobody"],
  ["going to", "gonna"],
  ["want to", "wanna"],
  ["my self", "myself"],
  ["i am", "i'm"],
  ["u r", "you're"],
  ["you are", "you're"],
]);

/** Words that are often mistyped where it matters, by every spelling at one letter's distance. */
const minded = ["suicidal", "suicide", "myself", "disappear", "overdose", "overdosed"];

function nearest(word: string): string | undefined {
  if (word.length < 5 || word.length > 10 || minded.includes(word)) return undefined;
  // "dissapear" has two mistakes, and is how most write it.
  return minded.find((each) => isOneAway(word, each)) ?? (isOneAway(word, "dissapear") ? "disappear" : undefined);
}

/** Whether one letter more, less, changed or exchanged with its neighbour makes one word the other. */
function isOneAway(one: string, other: string): boolean {
  if (Math.abs(one.length - other.length) > 1) return false;
  let start = 0;
  while (start < one.length && one.charAt(start) === other.charAt(start)) start++;
  const rest = (word: string, skipped: number) => word.slice(start + skipped);
  if (one.length !== other.length) {
    return one.length > other.length ? rest(one, 1) === rest(other, 0) : rest(one, 0) === rest(other, 1);
  }
  const swapped = one.charAt(start) === other.charAt(start + 1) && one.charAt(start + 1) === other.charAt(start);
  return rest(one, 1) === rest(other, 1) || (swapped && rest(one, 2) === rest(other, 2));
}
