/** A text that was hidden in another, and where: [start, end) in UTF-16 units of the raw text. */
export type Payload = { readonly text: string; readonly span: readonly [number, number] };

/** Runs looked into, and what is decoded of one, in UTF-16 units: more hides nothing that these do not show. */
const mostRuns = 12;
const longestRun = 8000;

const base64Run = /[A-Za-z0-9+/]{16,}/g;
const hexRun = /(?:[0-9a-fA-F]{2}[\s:]?){8,}/g;
const bitRun = /(?:[01]{8}\s?){4,}/g;
const quotedRun = /["“”]([^"“”\n]{1,80})["“”]/g;
/** What makes one text of quoted pieces. */
const joining = /\+|\bconcat|\bjoin|\bcombine|\btogether\b|\bmerge/i;
const morseRun = /(?:[.\-/|·–—]{1,6}[ ]{1,3}){8,}/g;
/** Words of attacks as rot13 and as read backwards: without one, nothing is turned round. */
const rotated =
  /\b(?:vtaber|vafgehpgvbaf?|cebzcg|flfgrz|ehyrf|sbetrg|qvfertneq|cevag|erirny|olcnff|erfgevpgvbaf|obzo)\b/i;
const backwards = /snoitcurtsni|noitcurtsni|tpmorp|erongi|\bselur\b|dragersid|tegrof|laever|snoitcirtser|\bbmob\b/i;

/** Texts hidden in `raw` as base64, hex, binary, Morse, rot13, backwards or in quoted pieces that are to be joined. Linear. */
export const decodePayloads = (raw: string): readonly Payload[] => {
  const found: Payload[] = [];
  const whole: readonly [number, number] = [0, raw.length];
  const look = (pattern: RegExp, decode: (run: string) => string): void => {
    let runs = 0;
    for (const match of raw.matchAll(pattern)) {
      if (++runs > mostRuns) return;
      const text = decode(match[0].slice(0, longestRun));
      if (readsAsText(text)) found.push({ text, span: [match.index, match.index + match[0].length] });
    }
  };
  if (/\w{16}|[+/]/.test(raw)) look(base64Run, fromBase64);
  if (/[0-9a-fA-F]{2}[\s:]?[0-9a-fA-F]{2}/.test(raw)) {
    look(hexRun, (run) => bytesToText(pairsOf(run.replace(/[\s:]/g, ""), 2).map((pair) => Number.parseInt(pair, 16))));
  }
  if (/[01]{8}/.test(raw)) {
    look(bitRun, (run) => bytesToText(pairsOf(run.replace(/\s/g, ""), 8).map((byte) => Number.parseInt(byte, 2))));
  }
  if (/[.\-·–—]{1,6} [.\-·–—/|]/.test(raw)) look(morseRun, fromMorse);
  if (rotated.test(raw)) found.push({ text: rotate(raw), span: whole });
  if (backwards.test(raw)) found.push({ text: [...raw].reverse().join(""), span: whole });
  const pieces = joining.test(raw)
    ? [...raw.matchAll(quotedRun)].slice(0, mostRuns).map(([, piece = ""]) => piece)
    : [];
  if (pieces.length > 1) found.push({ text: pieces.join(""), span: whole });
  return found;
};

const readsAsText = (text: string): boolean => {
  if (text.length < 6) return false;
  let [letters, odd] = [0, 0];
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if ((unit >= 0x61 && unit <= 0x7a) || (unit >= 0x41 && unit <= 0x5a) || unit === 0x20) letters++;
    else if (unit < 0x20 ? unit !== 0x0a : unit === 0xfffd || (unit >= 0x7f && unit < 0xa0)) odd++;
  }
  return odd === 0 && letters >= 0.7 * text.length;
};

const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const sixBits = new Map([...alphabet].map((letter, value) => [letter, value]));

function fromBase64(run: string): string {
  const bytes: number[] = [];
  let [bits, held] = [0, 0];
  for (const letter of run) {
    bits = ((bits << 6) | (sixBits.get(letter) ?? 0)) & 0xffff;
    held += 6;
    if (held < 8) continue;
    held -= 8;
    bytes.push((bits >> held) & 0xff);
  }
  return bytesToText(bytes);
}

/** As UTF-8 where it is ASCII; anything else marks the run as no text. */
const bytesToText = (bytes: readonly number[]): string =>
  bytes.map((byte) => (byte < 0x80 ? String.fromCharCode(byte) : "\ufffd")).join("");

const pairsOf = (run: string, size: number): string[] =>
  Array.from({ length: Math.floor(run.length / size) }, (_, at) => run.slice(at * size, (at + 1) * size));

const rotate = (text: string): string =>
  text.replace(/[a-z]/gi, (letter) => {
    const base = letter <= "Z" ? 65 : 97;
    return String.fromCharCode(((letter.charCodeAt(0) - base + 13) % 26) + base);
  });

const morse = new Map(
  ".- -... -.-. -.. . ..-. --. .... .. .--- -.- .-.. -- -. --- .--. --.- .-. ... - ..- ...- .-- -..- -.-- --.."
    .split(" ")
    .map((code, at) => [code, String.fromCharCode(97 + at)]),
);

const fromMorse = (run: string): string =>
  run
    .replace(/[·]/g, ".")
    .replace(/[–—]/g, "-")
    .split(/ *[/|] *| {2,3}/)
    .map((word) =>
      word
        .split(" ")
        .map((code) => morse.get(code) ?? "")
        .join(""),
    )
    .join(" ")
    .trim();
