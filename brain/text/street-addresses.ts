/**
 * [start, end) of street addresses and whole postcodes in a raw text, found around its numbers. Precision goes first: a
 * name in small letters counts only after words that lead to an address ("I live at 12 rose street"). `own`: the writer's
 * own, so that a street of films and books counts as well.
 */
export const streetAddresses = (text: string, own = false): (readonly [number, number])[] => {
  const found: (readonly [number, number])[] = [];
  for (let at = 0; at < text.length; at++) {
    if (!isDigit(text.charCodeAt(at))) continue;
    const stretch = addressAt(text, at, own);
    if (stretch !== undefined) found.push(stretch);
    at = Math.max(at, (stretch?.[1] ?? 0) - 1);
    while (isDigit(text.charCodeAt(at + 1))) at++;
  }
  return found;
};

/** The address that the number at `at` belongs to. The work is bounded, however long the text. */
function addressAt(text: string, at: number, own: boolean): readonly [number, number] | undefined {
  const leads = hasLetter(text, at - 4, at);
  const follows = hasLetter(text, at + 1, at + 10);
  if (!leads && !follows) return undefined;
  const before = text.slice(Math.max(0, at - longestBefore), at);
  if (follows && !insideOther.test(before)) {
    for (const { form, accepts } of numberFirst) {
      form.lastIndex = at;
      const match = form.exec(text);
      if (match !== null && accepts(match[1] ?? "", before, own)) return [at, at + match[0].length];
    }
  }
  if (!leads) return undefined;
  for (const { last, lead, tail } of numberLast) {
    if (!last.test(before.slice(-longestLast))) continue;
    tail.lastIndex = at;
    const end = tail.exec(text)?.[0].length;
    const start = end === undefined ? undefined : lead.exec(before)?.[0].length;
    if (end !== undefined && start !== undefined) return [at - start, at + end];
  }
  return undefined;
}

/** Whether there is a letter in [from, to), so that most numbers cost no more than a look around. */
function hasLetter(text: string, from: number, to: number): boolean {
  for (let at = Math.max(0, from); at < to && at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (unit >= 0x80 || ((unit | 0x20) >= 0x61 && (unit | 0x20) <= 0x7a)) return true;
  }
  return false;
}

/** In UTF-16 units: a street's name with what leads to it, and the end of it that is looked at first. */
const longestBefore = 80;
const longestLast = 12;
const isDigit = (unit: number): boolean => unit >= 0x30 && unit <= 0x39;

/** In small letters, with a capital first letter, and all in capitals. */
const eitherCase = (words: string): string =>
  `${words}|${words.replace(/(?<=^|\|)\p{Ll}/gu, (first) => first.toUpperCase())}|${words.replace(/(?<![\\?])\p{Ll}/gu, (letter) => letter.toUpperCase())}`;

const english =
  "street|st|road|rd|avenue|ave|lane|ln|drive|dr|court|ct|boulevard|blvd|close|terrace|place|square|sq|crescent|gardens|mews|parkway|grove|quay|row|way";
const plainStreet = "street|road|avenue|lane|boulevard|drive|st|rd|ave|blvd";
const romance = "rua|calle|avenida|praça|plaza|travessa|largo|estrada|paseo|via|viale|piazza|corso|vicolo|rue|quai";
const french = "rue|avenue|boulevard|place|chemin|allée|allee|quai|impasse|bd|rua|calle|via|avenida|praça|travessa";
const german = "stra(?:ß|ss)e|str\\.|weg|platz|allee|gasse|ufer|damm";

const capital = "\\p{Lu}[\\p{L}'’.-]{0,24}";
const anyWord = "\\p{L}[\\p{L}'’.-]{0,24}";
const particle = "(?:(?:de|da|do|das|dos|del|della|dei|di|du|des|la|las|los|le|les|el|san|santa|são)\\s|d['’]|l['’])";
const flat = "(?:,?\\s(?:apt|flat|unit|suite|floor|Apt|Flat|Unit|Suite)\\.?\\s?#?\\d{1,4}[A-Za-z]?)?";
const wordEnds = "(?![\\p{L}\\p{N}])";

/** What must not stand right before: the address would begin in the middle of a word or of another number. */
const insideOther = /[\p{L}\p{N}.,:/-]$/u;
const leadsToAddress = /\b(?:at|address|to|live|lives|living|number|no|nr)\b\W{0,3}(?:is\W{0,2})?$|:\s?$/i;

/** Streets that everybody knows, and whom nobody finds there. */
const famous = /^(?:downing|wall|sesame|coronation|fleet|bourbon|pennsylvania|jump|cloverfield)$/i;
/** Streets of films and books that many a town has as well. */
const oftenTold = /^(?:baker|elm|main|abbey|penny|privet|evergreen|fifth|madison|park|cherry tree|blind)$/i;
/** Words between a number and "street" where the two belong to no address. */
const notNames =
  /\b(?:hours?|minutes?|min|miles?|km|lanes?|star|beds?|foot|feet|yard|people|cars?|houses?|blocks?|days?|years?|times?|dollars?|ways?|more|other|different|and|or|of|the|an?|in|on|down|from|to|at|by|my|your|this|that|for|with|percent|is|was|new|big|dirt|long|nice)\b/i;
const isName = (name: string, own: boolean): boolean =>
  !famous.test(name) && !notNames.test(name) && (own || !oftenTold.test(name));

const numberFirst: readonly {
  readonly form: RegExp;
  /** Of the street's name, of what stands before the number, and whether the writer's own is looked for. */
  readonly accepts: (name: string, before: string, own: boolean) => boolean;
}[] = [
  {
    form: new RegExp(
      `\\d{1,5}[A-Da-d]?,?\\s(?:[NSEW]\\.?\\s)?((?:${capital}|\\d{1,3}(?:st|nd|rd|th))(?:\\s${capital}){0,2}?)\\s(?:${eitherCase(english)})${wordEnds}${flat}`,
      "uy",
    ),
    accepts: (name, _, own) => isName(name, own),
  },
  {
    form: new RegExp(`\\d{1,5}[a-d]?\\s(${anyWord}(?:\\s${anyWord})?)\\s(?:${plainStreet})${wordEnds}${flat}`, "uy"),
    accepts: (name, before, own) => leadsToAddress.test(before) && isName(name, own),
  },
  {
    form: new RegExp(
      `\\d{1,4}(?:\\s?bis|\\s?ter)?,?\\s(?:${eitherCase(french)})\\s${particle}{0,2}(${capital}(?:[\\s-]${capital}){0,3})`,
      "uy",
    ),
    accepts: () => true,
  },
  { form: /\d{4}-\d{3}\s\p{Lu}\p{L}{2,}/uy, accepts: () => true },
];

/** `last` is cheap and asked first, of the end of what stands before the number; `lead` is all of that, `tail` the number. */
const numberLast: readonly { readonly last: RegExp; readonly lead: RegExp; readonly tail: RegExp }[] = [
  {
    last: /\p{L},?\s(?:[nN][º°o.]{0,2}\s?)?$/u,
    lead: new RegExp(
      `(?<![\\p{L}\\p{N}])(?:(?:${eitherCase(romance)})\\s|(?:[Aa]v\\.|[Cc]/)\\s?)${particle}{0,2}(?:${capital})(?:\\s(?:${particle}){0,2}${capital}){0,3},?\\s(?:[nN][º°o.]{0,2}\\s?)?$`,
      "u",
    ),
    tail: /\d{1,4}(?![\p{L}\p{N}]|[:.]\d)/uy,
  },
  {
    last: new RegExp(`(?:${eitherCase(german)})\\s$`, "u"),
    lead: new RegExp(`(?<![\\p{L}\\p{N}-])\\p{Lu}[\\p{L}-]{1,30}[- ]?(?:${eitherCase(german)})\\s$`, "u"),
    tail: /\d{1,3}[a-e]?(?![\p{L}\p{N}%])/uy,
  },
  {
    last: /(?<![\p{L}\p{N}-])[A-Z]{1,2}$/u,
    lead: /[A-Z]{1,2}$/,
    tail: /\d[A-Z\d]?\s\d[A-Z]{2}(?![\p{L}\p{N}-])/uy,
  },
  { last: /\p{L},?\s[A-Z]{2}\s$/u, lead: /[A-Z]{2}\s$/, tail: /\d{5}(?:-\d{4})?(?![\p{L}\p{N}])/uy },
  { last: /\b[Bb]ox\s$/, lead: /\b(?:[Pp]\.?\s?[Oo]\.?|post office)\s?[Bb]ox\s$/, tail: /\d{1,6}/y },
];
