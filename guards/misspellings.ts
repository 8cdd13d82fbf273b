/**
 * A name with one letter left out, and with two neighbours exchanged. Names shorter than six letters have
 * none: theirs would too often be words.
 */
export const misspellings = (name: string): string[] => {
  if (name.length < shortest) return [];
  const found = new Set<string>();
  for (let at = 0; at < name.length; at++) {
    found.add(name.slice(0, at) + name.slice(at + 1));
    if (at < name.length - 1) found.add(name.slice(0, at) + name.charAt(at + 1) + name.charAt(at) + name.slice(at + 2));
  }
  return unlike(name, found);
};

/** A name as whoever hides it by rule writes it: from its end to its beginning, in lookalike pairs. */
export const hiddenSpellings = (name: string): string[] => {
  if (name.length < shortestHidden) return [];
  const found = [
    [...name].reverse().join(""),
    name.replaceAll("m", "rn"),
    name.replaceAll("w", "vv"),
    name.replaceAll("f", "ph"),
    name.replaceAll("m", "rn").replaceAll("w", "vv").replaceAll("f", "ph"),
  ];
  return unlike(name, found);
};

/** A name without its vowels, with and without one at its beginning. */
export const bareSpellings = (name: string): string[] => {
  const bare = name.slice(1).replace(/[aeiou]/g, "");
  const found = [name.charAt(0) + bare, name.charAt(0).replace(/[aeiou]/, "") + bare];
  return name.length < shortestBare ? [] : unlike(name, found).filter((spelling) => spelling.length > 3);
};

/** A name in ROT13 and in Base64. */
export const codedSpellings = (name: string): string[] =>
  name.length < shortestHidden
    ? []
    : [
        rot13(name),
        ...[name, name.charAt(0).toUpperCase() + name.slice(1), name.toUpperCase()].map((each) =>
          base64(each).toLowerCase(),
        ),
      ];

const shortest = 6;
const shortestHidden = 5;
/** Letters of a name that is still read without its vowels. */
const shortestBare = 6;

/** Words, and spellings in which something else is as likely. */
const words = new Set(
  "titter witter witch titch patron interest pinterests mssg mssgs bluesy message messages skye vibe vibes discords rediting redited telegramm".split(
    " ",
  ),
);

/** Whether a spelling is a word of its own. */
export const isMisleading = (spelling: string): boolean => words.has(spelling);

const unlike = (name: string, spellings: Iterable<string>): string[] =>
  [...new Set(spellings)].filter((spelling) => spelling !== name && !words.has(spelling));

const rot13 = (name: string): string =>
  name.replace(/[a-z]/g, (letter) => String.fromCharCode(((letter.charCodeAt(0) - 84) % 26) + 97));

const digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/** Without padding, and without the last digit where that depends on what follows. */
function base64(text: string): string {
  let bits = "";
  for (let at = 0; at < text.length; at++) bits += text.charCodeAt(at).toString(2).padStart(8, "0");
  const whole = bits.match(/.{6}/g) ?? [];
  const rest = bits.length % 6;
  const last = rest === 0 ? [] : [bits.slice(-rest).padEnd(6, "0")];
  return [...whole, ...last].map((six) => digits.charAt(Number.parseInt(six, 2))).join("");
}
