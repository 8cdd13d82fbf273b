import { neverOrdinaryInHalves } from "./data/ordinary-pairs.ts";
import type { Platform } from "./data/platforms/platform.ts";
import { platforms } from "./data/platforms.ts";
import { fold } from "./fold.ts";
import { bareSpellings, codedSpellings, hiddenSpellings, isMisleading, misspellings } from "./misspellings.ts";

/** The platform that goes by a name or host ("IG", "x.com", "https://patreon.com"); `undefined` for one that nothing is known of. */
export const knownPlatform = (named: string | undefined): Platform | undefined => {
  if (named === undefined) return undefined;
  const name = fold(named)
    .trim()
    .replace(/^@|^https?:\/\/(?:www\.)?/, "")
    .replace(/\/.*$/, "");
  // "Only Fans", "X (Twitter)": as one word, and each half of it.
  const spellings = [name, name.replace(/\s/g, ""), ...name.split(/[()/]/).map((part) => part.trim())];
  return platforms.find((each) => {
    const names = [...namesOf(each), ...(each.hosts ?? [])];
    return spellings.some((spelling) => names.includes(spelling));
  });
};

/** All names of a platform, those that need a frame too. */
export const namesOf = (platform: Platform | undefined): readonly string[] => {
  if (platform === undefined) return [];
  const { id, anywhere = [], always = [], framed = [], strict = [] } = platform;
  return [id, ...anywhere, ...always, ...framed, ...strict];
};

/** Every platform but the allowed one; where that has direct messages of its own, "DM me" names nothing else. */
export const forbiddenPlatforms = (allowed: string | undefined): readonly Platform[] => {
  const known = knownPlatform(allowed);
  if (known === undefined) return platforms;
  return platforms.filter(
    ({ id }) => id !== known.id && !(withDirectMessages.has(known.id) && ["direct-messages", "handles"].includes(id)),
  );
};

const withDirectMessages = new Set(["instagram", "twitter", "facebook", "tiktok", "snapchat", "discord", "reddit"]);

/** Words that mean a platform wherever they stand, by how they are written: also misspelt, and hidden by rule. */
export const certainWords = (forbidden: readonly Platform[]): ReadonlyMap<string, string> => {
  const words = new Map<string, string>();
  const learn = (word: string, id: string) => {
    if (!words.has(word)) words.set(word, id);
  };
  for (const { id, always = [] } of forbidden) for (const word of always) learn(fold(word), id);
  for (const { id, anywhere = [], always = [], misspelt = [] } of forbidden) {
    for (const name of [...anywhere, ...misspelt])
      for (const word of [...misspellings(name), ...bareSpellings(name), ...codedSpellings(name)]) learn(word, id);
    for (const name of [...anywhere, ...always, ...misspelt]) for (const word of hiddenSpellings(name)) learn(word, id);
    for (const name of always) for (const word of [...doubled(name), ...withOtherL(name)]) learn(word, id);
    for (const name of misspelt) for (const word of doubled(name)) if (!isMisleading(word)) learn(word, id);
    for (const name of misspelt) for (const word of withOtherL(name)) if (word !== name) learn(word, id);
  }
  return words;
};

/** Words that may mean a platform, and which. */
export const ownersOf = (forbidden: readonly Platform[]): ReadonlyMap<string, string> =>
  new Map(
    forbidden.flatMap(({ id, framed = [], strict = [] }) =>
      [...framed, ...strict].flatMap(withOtherL).map((word) => [fold(word), id] as const),
    ),
  );

/** Names that are also sought in two halves ("insta gram"). */
export const pairsOf = (forbidden: readonly Platform[]): ReadonlyMap<string, string> =>
  new Map(
    forbidden.flatMap(({ id, anywhere = [], always = [], framed = [], misspelt = [] }) =>
      [...anywhere, ...[...always, ...framed, ...misspelt].filter((word) => splitWords.has(word))].map(
        (name) => [name, id] as const,
      ),
    ),
  );

const splitWords = new Set(neverOrdinaryInHalves);

/** A long word as it is, and with l and i read as each other, as in "te1egram", "teIegram" and "dlscord". */
export const withOtherL = (word: string): string[] =>
  word.length < 5 ? [word] : [...new Set([word, word.replaceAll("l", "i"), word.replaceAll("i", "l")])];

/** Each letter of a word twice (of a short one only the last: "weiboo"), and its double letters once ("twet"). */
function doubled(word: string): string[] {
  if (word.length < 4 || !/^[a-z]+$/.test(word)) return [];
  const single = word.replace(/(.)\1/g, "$1");
  const found: string[] = single !== word && single.length > 3 ? [single] : [];
  for (let at = word.length < 5 ? word.length - 1 : 0; at < word.length; at++)
    found.push(word.slice(0, at + 1) + word.slice(at));
  return found;
}
