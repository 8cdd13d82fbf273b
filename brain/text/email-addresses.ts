/** Whether a text may hold an e-mail address at all: cheap enough to be asked of every text. */
export const mayHoldEmail = (text: string): boolean => text.includes("@") || spelledAt.test(text);

/** [start, end) of every e-mail address of a folded text, also where its marks are spelled out: "name at mail dot com". */
export const emailAddresses = (text: string): (readonly [number, number])[] => {
  const found: (readonly [number, number])[] = [];
  let past = 0;
  for (const match of text.matchAll(sign)) {
    const spelled = !match[0].includes("@");
    const start = localStart(text, match.index, past, spelled);
    if (start === undefined) continue;
    const host = hostAt(text, match.index + match[0].length, spelled && /^\s/.test(match[0]), match[0] !== "@");
    if (host === undefined) continue;
    found.push([start, host]);
    past = host;
  }
  return found;
};

const at = "(?:at|arroba|chiocciola|arobase|klammeraffe)";
const spelledAt = new RegExp(
  `[[({<]\\s?${at}\\s?[\\])}>]|\\s${at}\\s\\S+(?:\\s(?:dot|punto|ponto|punkt|point)\\s|\\.)`,
  "i",
);
const sign = new RegExp(`\\s?@\\s?|\\s?[[({<]\\s?(?:${at}|@)\\s?[\\])}>]\\s?|\\s${at}\\s|[-_]at[-_]`, "g");
const dot = "(?:\\s?[[({<]\\s?(?:dot|punto|\\.)\\s?[\\])}>]\\s?|\\s(?:dot|punto|ponto|punkt|point)\\s|\\s?\\.)";
const label = "[a-z0-9\\u00df-\\u02af-]{1,40}";
/** Ends of hosts that mail goes to; a short list, since a spelled address has nothing else that tells it. */
const ends =
  "(?:com|net|org|edu|gov|info|io|co|me|eu|uk|de|fr|es|pt|it|ch|at|nl|be|ie|br|mx|ar|ca|au|us|dev|app|email|mail|art|online|xyz)";
const host = new RegExp(`${label}(?:${dot}${label}){0,3}${dot}(?:${ends}\\b|[a-z]{2,18}(?![a-z0-9]))`, "y");
const spelledHost = new RegExp(`${label}(?:${dot}${label}){0,2}?${dot}(${ends})(?![a-z0-9])`, "y");
const providers =
  /^(?:gmail|googlemail|hotmail|outlook|yahoo|ymail|icloud|proton|protonmail|gmx|web|live|aol|mail|posteo|libero|sapo|orange|zoho|msn|fastmail|tutanota)\b/;
const notNames =
  /^(?:i|i'm|im|me|you|he|she|it|we|they|is|are|was|were|be|look|looking|looks|looked|here|there|not|work|works|meet|page|site|up|and|or|only|on|out|live|all|email|mail|write|writing)$/;

/** Where the name before the sign begins. */
function localStart(text: string, end: number, past: number, spelled: boolean): number | undefined {
  let start = end;
  while (start > past && end - start < 64 && /[a-z0-9._%+\-\u00df-\u02af]/.test(text.charAt(start - 1))) start--;
  const name = text.slice(start, end);
  if (!/[a-z0-9]/.test(name) || (spelled && notNames.test(name))) return undefined;
  const earlier = spelled
    ? /[a-z0-9]+\s(?:dot|punto|ponto|punkt|point|underscore|dash)\s$/.exec(
        text.slice(Math.max(past, start - 30), start),
      )
    : null;
  return start - (earlier?.[0].length ?? 0);
}

/** Where the host that begins at `from` ends. A sign that is a mere word needs a host that cannot be anything else. */
function hostAt(text: string, from: number, word: boolean, loose: boolean): number | undefined {
  const form = loose ? spelledHost : host;
  form.lastIndex = from;
  const match = form.exec(text);
  if (match === null) return undefined;
  const written = match[0];
  if (loose && /\s\.|\.\s/.test(written) && !providers.test(written)) return undefined;
  if (word && !/(?:dot|punto|ponto|punkt|point|\[|\()/.test(written) && !providers.test(written)) return undefined;
  if (word && /^(?:the|a|an|my|your|this|that|el|la|le|o)\b/.test(written)) return undefined;
  const end = from + written.length;
  country.lastIndex = end;
  return end + (country.exec(text)?.[0].length ?? 0);
}

/** The rest of "example.co.uk". */
const country = /\.[a-z]{2}(?![a-z0-9])/y;
