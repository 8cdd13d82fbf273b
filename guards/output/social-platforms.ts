import { allow } from "../../brain/core/turn.ts";
import { compilePhrases, type PhraseMatch } from "../compile-phrases.ts";
import { compileTerms } from "../compile-terms.ts";
import { neverOrdinaryInHalves, ordinaryPairs } from "../data/ordinary-pairs.ts";
import { platformFrames, platformVetoes } from "../data/platform-frames.ts";
import { type Platform, platforms } from "../data/platforms.ts";
import { fold } from "../fold.ts";
import { misspellings } from "../misspellings.ts";
import { type Reading, type ReadText, rawSpan, readText, type Token, unfinishedFrom } from "../read-text.ts";
import type { StreamGuard } from "../stream-guard.ts";
import { inContext } from "./in-context.ts";

export type SocialPlatformsOptions = {
  /** The one platform that may be named, by any of its names or hosts ("onlyfans", "x.com"). */
  readonly platform?: string;
  readonly read?: ReadText;
};

/** A platform named in a text: `span` in units of the raw text. */
export type Mention = { readonly platform: string; readonly term: string; readonly span: readonly [number, number] };

const category = "social-platforms";

/** Letters of the shortest word that is looked for with marks inside it ("in.sta"): shorter ones arise by chance. */
const shortestSplit = 5;

/** Blocks replies that name a social or messaging platform other than the persona's own. */
export const socialPlatforms = ({ platform, read = readText }: SocialPlatformsOptions = {}): StreamGuard => {
  const forbidden = forbiddenPlatforms(platform);
  const find = findMentions(forbidden, namesOf(knownPlatform(platform)), read);
  const begins = beginningsOf(forbidden);
  return {
    name: category,
    check: (output) =>
      inContext(output, (text, from) => {
        const mention = find(text).find(({ span }) => span[1] > from);
        if (mention === undefined) return allow;
        return { action: "block", guard: category, category, reason: `names ${mention.platform}`, span: mention.span };
      }),
    openFrom: (text) => unfinishedFrom(text, read, begins),
  };
};

/** Platforms whose own way of writing is the direct message: where one is allowed, "DM me" names nothing else. */
const withDirectMessages = new Set(["instagram", "twitter", "facebook", "tiktok", "snapchat", "discord", "reddit"]);

/** The platform that goes by a name or host. */
function knownPlatform(named: string | undefined): Platform | undefined {
  if (named === undefined) return undefined;
  const name = fold(named).trim();
  return platforms.find((each) => [...namesOf(each), ...(each.hosts ?? [])].includes(name));
}

const namesOf = (platform: Platform | undefined): readonly string[] => {
  if (platform === undefined) return [];
  const { id, anywhere = [], always = [], framed = [], strict = [] } = platform;
  return [id, ...anywhere, ...always, ...framed, ...strict];
};

function forbiddenPlatforms(allowed: string | undefined): readonly Platform[] {
  const known = knownPlatform(allowed);
  if (known === undefined) return platforms;
  return platforms.filter(
    ({ id }) => id !== known.id && !(withDirectMessages.has(known.id) && ["direct-messages", "handles"].includes(id)),
  );
}

/** @param own the names of the platform that is allowed: a direct message there is one, too */
function findMentions(
  forbidden: readonly Platform[],
  own: readonly string[],
  read: ReadText,
): (text: string) => Mention[] {
  const findTerms = compileTerms(
    forbidden.flatMap(({ id, anywhere = [], always = [] }) => [
      ...anywhere.map((term) => ({ term, id })),
      ...anywhere.flatMap(misspellings).map((term) => ({ term, id, whole: true })),
      ...always.filter((term) => term.length >= shortestSplit).map((term) => ({ term, id, whole: true })),
    ]),
  );
  const reddit = forbidden.some(({ id }) => id === "reddit");
  const owners = ownersOf(forbidden);
  const findPhrases = compilePhrases({
    classes: {
      own,
      always: forbidden.flatMap(({ anywhere = [], always = [] }) => [
        ...always.flatMap(spellings),
        ...anywhere.flatMap(misspellings),
      ]),
      framed: forbidden.flatMap(({ framed = [] }) => framed.flatMap(spellings)),
      strict: forbidden.flatMap(({ strict = [] }) => strict),
    },
    phrases: {
      ...Object.fromEntries(forbidden.map(({ id, phrases = [] }) => [`own ${id}`, phrases])),
      always: ["[always]"],
      framed: forbidden.some(({ framed = [] }) => framed.length > 0) ? platformFrames.framed : [],
      strict: forbidden.some(({ strict = [] }) => strict.length > 0) ? platformFrames.strict : [],
      veto: platformVetoes,
    },
  });
  const hosts = new Map(forbidden.flatMap(({ id, hosts = [] }) => hosts.map((host) => [host, id] as const)));
  const pairs = pairsOf(forbidden);
  const labels = new Map(forbidden.flatMap(({ id, framed = [] }) => framed.map((word) => [word, id] as const)));
  return (text) =>
    read(text)
      .flatMap((reading) => [
        ...termMentions(reading, findTerms),
        ...phraseMentions(reading, findPhrases(reading.tokens), owners),
        ...neighbourMentions(reading, hosts, pairs),
        ...(reddit ? forumMentions(reading) : []),
        ...labelMentions(reading, labels),
      ])
      .sort((one, other) => one.span[0] - other.span[0] || other.span[1] - one.span[1]);
}

function termMentions({ view }: Reading, find: ReturnType<typeof compileTerms>): Mention[] {
  return find(view).map(({ id, term, start, end }) => ({
    platform: id,
    term,
    span: [view.starts[start] ?? 0, view.ends[end - 1] ?? 0],
  }));
}

function phraseMentions(
  reading: Reading,
  matches: readonly PhraseMatch[],
  owners: ReadonlyMap<string, string>,
): Mention[] {
  const vetoed = coveredBy(reading, matches, ({ phrase }) => !phrase.startsWith("insta "));
  const vetoedAlways = coveredBy(reading, matches, ({ phrase }) => phrase.startsWith("insta "));
  const mentions: Mention[] = [];
  for (const { group, phrase, from, to } of matches) {
    if (group === "veto") continue;
    // A frame's words are its context; the ambiguous word in it is what names the platform.
    const framed = group === "framed" || group === "strict";
    const word = framed ? lastOwned(reading.tokens, from, to, owners) : from;
    const [start, end] = framed ? [word, word + 1] : [from, to];
    // Names without doubt stand, whatever surrounds them; but "insta" also begins words of its own ("insta-buy").
    if ((group !== "always" && vetoed(start, end)) || vetoedAlways(start, end)) continue;
    const token = reading.tokens[word];
    const term = [token?.word ?? phrase, ...(token?.variants ?? [])].find((spelling) => owners.has(spelling)) ?? phrase;
    const platform = group.startsWith("own ") ? group.slice(4) : (owners.get(term) ?? "a platform");
    mentions.push({ platform, term, span: rawSpan(reading, start, end) });
  }
  return mentions;
}

/** Whether a veto covers one of the tokens [start, end). */
function coveredBy({ tokens }: Reading, matches: readonly PhraseMatch[], counts: (veto: PhraseMatch) => boolean) {
  const covered = new Uint8Array(tokens.length);
  for (const match of matches) if (match.group === "veto" && counts(match)) covered.fill(1, match.from, match.to);
  return (start: number, end: number): boolean => covered.subarray(start, end).includes(1);
}

function lastOwned(tokens: readonly Token[], from: number, to: number, owners: ReadonlyMap<string, string>): number {
  for (let at = to - 1; at > from; at--) {
    const token = tokens[at];
    if (token !== undefined && [token.word, ...token.variants].some((word) => owners.has(word))) return at;
  }
  return from;
}

/** Hosts ("t.me", "t dot me", "t[.]me") and names written as two words ("insta gram"). */
function neighbourMentions(
  reading: Reading,
  hosts: ReadonlyMap<string, string>,
  pairs: ReadonlyMap<string, string>,
): Mention[] {
  const { tokens } = reading;
  const mentions: Mention[] = [];
  for (let at = 1; at < tokens.length; at++) {
    const [first, second] = [tokens[at - 1], tokens[at]];
    if (first === undefined || second === undefined) continue;
    const third = tokens[at + 1];
    const spelt = second.word === "dot" && third !== undefined;
    const pointed =
      /^(?:\.| ?[[(]\.[\])] ?| \. )$/.test(second.gap) ||
      (/^\.\s{1,2}$/.test(second.gap) && reading.view.text.charAt(second.end) === "/");
    const host = spelt ? `${first.word}.${third.word}` : pointed ? `${first.word}.${second.word}` : "";
    const hostOf = host === "" ? undefined : hosts.get(host);
    if (hostOf !== undefined) {
      mentions.push({ platform: hostOf, term: host, span: rawSpan(reading, at - 1, at + (spelt ? 2 : 1)) });
    }
    const pairOf = second.gap.length <= 3 ? pairs.get(first.word + second.word) : undefined;
    if (pairOf !== undefined && !ordinary.has(`${first.word} ${second.word}`)) {
      mentions.push({ platform: pairOf, term: first.word + second.word, span: rawSpan(reading, at - 1, at + 1) });
    }
  }
  return mentions;
}

/** "r/name" and "u/name". */
function forumMentions(reading: Reading): Mention[] {
  const { tokens } = reading;
  return tokens.flatMap((token, at) => {
    const before = tokens[at - 1];
    if (token.gap !== "/" || token.word.length < 3 || (before?.word !== "r" && before?.word !== "u")) return [];
    return [{ platform: "reddit", term: `${before.word}/`, span: rawSpan(reading, at - 1, at + 1) }];
  });
}

/** A long word as it is, and with each l as the i that "te1egram" and "teIegram" are read as. */
const spellings = (word: string): string[] =>
  word.length > 5 && word.includes("l") ? [word, word.replaceAll("l", "i")] : [word];

/** An ambiguous word as a label ("ig: mia", "snap - @mia"), or as all that is said ("ig"). */
function labelMentions(reading: Reading, labels: ReadonlyMap<string, string>): Mention[] {
  const { tokens } = reading;
  return tokens.flatMap((token, at) => {
    const platform = labels.get(token.word);
    const gap = tokens[at + 1]?.gap ?? "";
    const labelled = /^ ?(?:[:=]|->?|→) ?@?$/.test(gap) && (gap.endsWith("@") || gap !== " - ");
    if (platform === undefined || !(labelled || tokens.length === 1)) return [];
    return [{ platform, term: token.word, span: rawSpan(reading, at, at + 1) }];
  });
}

const ordinary = new Set(ordinaryPairs);
/** Only a platform is written as "tele gram", though "telegram" has another meaning. */
const splitWords = new Set([...neverOrdinaryInHalves, "telegram"]);

function pairsOf(forbidden: readonly Platform[]): ReadonlyMap<string, string> {
  return new Map(
    forbidden.flatMap(({ id, anywhere = [], always = [], framed = [] }) =>
      [...anywhere, ...[...always, ...framed].filter((word) => splitWords.has(word))].map(
        (name) => [name, id] as const,
      ),
    ),
  );
}

function ownersOf(forbidden: readonly Platform[]): ReadonlyMap<string, string> {
  return new Map(
    forbidden.flatMap(({ id, anywhere = [], always = [], framed = [], strict = [] }) =>
      [...anywhere.flatMap(misspellings), ...[...always, ...framed, ...strict].flatMap(spellings)].map(
        (word) => [fold(word), id] as const,
      ),
    ),
  );
}

/** The first halves of hosts and of names written as two words: what stands after them decides. */
function beginningsOf(forbidden: readonly Platform[]): (last: Token, after: string) => boolean {
  const names = [...pairsOf(forbidden).keys()];
  const labels = new Set(forbidden.flatMap(({ hosts = [] }) => hosts.map((host) => host.split(".")[0])));
  return ({ word }, after) =>
    (word.length > 1 && names.some((name) => name.length > word.length && name.startsWith(word))) ||
    (labels.has(word) && after.includes("."));
}
