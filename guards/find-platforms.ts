import type { View } from "../brain/text/normalise.ts";
import type { Compile } from "./compile-later.ts";
import { compilePhrases, type PhraseMatch } from "./compile-phrases.ts";
import { compileTerms } from "./compile-terms.ts";
import { ordinaryPairs } from "./data/ordinary-pairs.ts";
import { certainVetoes, loneVetoes, platformFrames, platformVetoes, vetoClasses } from "./data/platform-frames.ts";
import { foreignActs, foreignFrames } from "./data/platform-frames-languages.ts";
import type { Platform } from "./data/platforms/platform.ts";
import { certainWords, ownersOf, pairsOf, withOtherL } from "./platform-names.ts";
import { type Reading, type ReadText, rawSpan, readText, type Token } from "./read-text.ts";
import { starredNames } from "./starred-names.ts";
import { longestSentence, undisguise } from "./undisguise.ts";

/** A platform named in a text: `span` in units of the raw text. */
export type Mention = { readonly platform: string; readonly term: string; readonly span: readonly [number, number] };

/** Letters of the shortest word that is looked for with marks inside it ("in.sta"): shorter ones arise by chance. */
const shortestSplit = 5;

/**
 * A finder of every mention of the forbidden platforms, in the order in which they begin.
 * @param own the names of the platform that is allowed: a direct message there is one, too
 */
export const findPlatforms = (
  forbidden: readonly Platform[],
  own: readonly string[],
  read: ReadText,
  compile: Compile = compilePhrases,
): ((text: string) => Mention[]) => {
  const find = findIn(forbidden, own, compile);
  return (text) => {
    const views = undisguise(text);
    const named = read(text).flatMap(find);
    const mentions = views.length === 0 ? named : named.filter(({ span }) => !isCode(text, span));
    for (const view of views) {
      const readings = readText(view.text);
      // The last reading has all that the ones before it undid; of a text that is no message it is enough.
      const last = view.text.length > longestSentence ? readings.slice(-1) : readings;
      for (const mention of last.flatMap(find)) mentions.push(inRaw(mention, view));
    }
    return mentions.sort((one, other) => one.span[0] - other.span[0] || other.span[1] - one.span[1]);
  };
};

/** What stands in a tag or right after a code is none of the text: "bel<b></b>mont", "&#99;redits". It is read decoded, too. */
const isCode = (text: string, [start, end]: readonly [number, number]): boolean =>
  tag.test(text.slice(start, end)) || endOfCode.test(text.slice(Math.max(0, start - 10), start));
const tag = /<\/?[a-z]{1,10}>/i;
const endOfCode = /(?:&#?\w{1,8};|%|\\u\{?|\\x)$/;

const inRaw = (mention: Mention, view: View): Mention => ({
  ...mention,
  span: [view.starts[mention.span[0]] ?? 0, view.ends[mention.span[1] - 1] ?? 0],
});

function findIn(
  forbidden: readonly Platform[],
  own: readonly string[],
  compile: Compile,
): (reading: Reading) => Mention[] {
  const findTerms = compileTerms(
    forbidden.flatMap(({ id, anywhere = [], always = [], misspelt = [] }) => [
      ...anywhere.map((term) => ({ term, id })),
      ...[...always, ...misspelt]
        .filter((term) => term.length >= shortestSplit)
        .map((term) => ({ term, id, whole: true })),
    ]),
  );
  const reddit = forbidden.some(({ id }) => id === "reddit");
  const owners = ownersOf(forbidden);
  const findPhrases = compile({
    classes: {
      ...vetoClasses,
      own,
      framed: forbidden.flatMap(({ framed = [] }) => framed.flatMap(withOtherL)),
      strict: forbidden.flatMap(({ strict = [] }) => strict),
    },
    phrases: {
      ...Object.fromEntries(
        forbidden.map(({ id, phrases = [] }) => [`own ${id}`, [...phrases, ...(foreignActs[id] ?? [])]]),
      ),
      ...Object.fromEntries(forbidden.map(({ id, lone = [] }) => [`lone ${id}`, lone])),
      framed: forbidden.some(({ framed = [] }) => framed.length > 0)
        ? [...platformFrames.framed, ...foreignFrames.framed]
        : [],
      strict: forbidden.some(({ strict = [] }) => strict.length > 0)
        ? [...platformFrames.strict, ...foreignFrames.strict]
        : [],
      veto: platformVetoes,
      "lone veto": loneVetoes,
      "certain veto": certainVetoes,
    },
  });
  const certain = certainWords(forbidden);
  const hosts = new Map(forbidden.flatMap(({ id, hosts = [] }) => hosts.map((host) => [host, id] as const)));
  const pairs = pairsOf(forbidden);
  const firstHalves = new Set(
    [...pairs.keys()].flatMap((name) => Array.from({ length: name.length }, (_, at) => name.slice(0, at))),
  );
  const tags = new Map(
    forbidden.flatMap(({ id, framed = [], tags = [] }) => [...framed, ...tags].map((tag) => [tag, id] as const)),
  );
  const labels = new Map(forbidden.flatMap(({ id, framed = [] }) => framed.map((word) => [word, id] as const)));
  const starred = new Map(
    forbidden.flatMap(({ id, anywhere = [], misspelt = [] }) =>
      [...anywhere, ...misspelt].map((name) => [name, id] as const),
    ),
  );
  const findStarred = starredNames([...starred.keys()]);
  return (reading) => {
    const phrases = findPhrases(reading.tokens);
    return [
      ...termMentions(reading, findTerms),
      ...wordMentions(reading, certain, tags, phrases),
      ...phraseMentions(reading, phrases, owners),
      ...neighbourMentions(reading, hosts, pairs, firstHalves),
      ...(reddit ? forumMentions(reading) : []),
      ...labelMentions(reading, labels),
      ...findStarred(reading.view.text).map(({ name, start, end }) =>
        mentionIn(reading.view, starred.get(name) ?? name, name, start, end),
      ),
    ];
  };
}

function termMentions({ view }: Reading, find: ReturnType<typeof compileTerms>): Mention[] {
  return find(view).flatMap(({ id, term, start, end }) =>
    term.length < longEnough && isPartOfSpaced(view.text, start, end) ? none : [mentionIn(view, id, term, start, end)],
  );
}

/** Letters of a name that is no other word's beginning. */
const longEnough = 6;
/** "i.n.s.t.a" of "i.n.s.t.a.l.l": the marks between its letters go on, before it or after it. */
const isPartOfSpaced = (text: string, start: number, end: number): boolean =>
  (spacedBefore.test(text.slice(end - 2, end)) && goesOn.test(text.slice(end, end + 5))) ||
  (spacedAfter.test(text.slice(start, start + 2)) && cameBefore.test(text.slice(Math.max(0, start - 4), start)));
const spacedBefore = /^[^\p{L}\p{N}\s]/u;
const goesOn = /^[^\p{L}\p{N}\s]{1,4}[\p{L}\p{N}](?![\p{L}\p{N}])/u;
const spacedAfter = /[^\p{L}\p{N}\s]$/u;
const cameBefore = /(?<![\p{L}\p{N}])[\p{L}\p{N}][^\p{L}\p{N}\s]{1,3}$/u;

const mentionIn = ({ starts, ends }: View, platform: string, term: string, start: number, end: number): Mention => ({
  platform,
  term,
  span: [starts[start] ?? 0, ends[end - 1] ?? 0],
});

/** Names without doubt stand, whatever surrounds them, but for few sentences about something else ("insta-buy"). */
function wordMentions(
  reading: Reading,
  certain: ReadonlyMap<string, string>,
  tags: ReadonlyMap<string, string>,
  matches: readonly PhraseMatch[],
): Mention[] {
  const mentions: Mention[] = [];
  const { tokens } = reading;
  let vetoed: ReturnType<typeof coveredBy> | undefined;
  for (let at = 0; at < tokens.length; at++) {
    const token = tokens[at];
    if (token === undefined) continue;
    let term = token.word;
    let platform = certain.get(term);
    for (const variant of token.variants) {
      if (platform !== undefined) break;
      term = variant;
      platform = certain.get(term);
    }
    if (platform === undefined && token.gap.endsWith("#"))
      platform = tags.get(token.word) ?? (instaTag.test(token.word) ? "instagram" : undefined);
    if (platform === undefined) continue;
    vetoed ??= coveredBy(reading, matches, isCertainVeto);
    if (vetoed(at, at + 1)) continue;
    mentions.push({ platform, term, span: rawSpan(reading, at, at + 1) });
  }
  return mentions;
}

/** "#instafood", not "#instant". */
const instaTag = /^insta(?!n|ll|b|ur)/;
const isCertainVeto = ({ group }: PhraseMatch): boolean => group === "certain veto";

function phraseMentions(
  reading: Reading,
  matches: readonly PhraseMatch[],
  owners: ReadonlyMap<string, string>,
): Mention[] {
  if (matches.length === 0) return none;
  const vetoed = coveredBy(reading, matches, ({ group }) => group === "veto");
  const vetoedAlone = coveredBy(reading, matches, ({ group }) => group === "lone veto");
  const mentions: Mention[] = [];
  for (const { group, phrase, from, to } of matches) {
    if (group.endsWith("veto")) continue;
    // A frame's words are its context; the ambiguous word in it is what names the platform.
    const framed = group === "framed" || group === "strict";
    const word = framed ? lastOwned(reading.tokens, from, to, owners) : from;
    const [start, end] = framed ? [word, word + 1] : [from, to];
    const lone = group.startsWith("lone ");
    if (vetoed(start, end) || (lone && vetoedAlone(start, end))) continue;
    const token = reading.tokens[word];
    const term = [token?.word ?? phrase, ...(token?.variants ?? [])].find((spelling) => owners.has(spelling)) ?? phrase;
    const platform = framed ? (owners.get(term) ?? "a platform") : group.slice(lone ? 5 : 4);
    mentions.push({ platform, term, span: rawSpan(reading, start, end) });
  }
  return mentions;
}

const none: Mention[] = [];

/** Whether a match that counts covers one of the tokens [start, end). */
function coveredBy({ tokens }: Reading, matches: readonly PhraseMatch[], counts: (match: PhraseMatch) => boolean) {
  const covered = new Uint8Array(tokens.length);
  for (const match of matches) if (counts(match)) covered.fill(1, match.from, match.to);
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
  firstHalves: ReadonlySet<string>,
): Mention[] {
  const { tokens } = reading;
  const mentions: Mention[] = [];
  for (let at = 1; at < tokens.length; at++) {
    const [first, second] = [tokens[at - 1], tokens[at]];
    if (first === undefined || second === undefined) continue;
    const third = tokens[at + 1];
    const spelt = second.word === "dot" && third !== undefined;
    const host = spelt
      ? `${first.word}.${third.word}`
      : isPointed(reading, second)
        ? `${first.word}.${second.word}`
        : "";
    const hostOf = host === "" ? undefined : hosts.get(host);
    // "v@x.com" is somebody's mail.
    if (hostOf !== undefined && !isMailHost(reading, first)) {
      mentions.push({ platform: hostOf, term: host, span: rawSpan(reading, at - 1, at + (spelt ? 2 : 1)) });
    }
    const halves = first.word.length > 1 && second.word.length > 1;
    const pairOf =
      halves && second.gap.length <= 3 && firstHalves.has(first.word) ? pairs.get(first.word + second.word) : undefined;
    if (pairOf !== undefined && (second.gap.includes("\n") || !ordinary.has(`${first.word} ${second.word}`))) {
      mentions.push({ platform: pairOf, term: first.word + second.word, span: rawSpan(reading, at - 1, at + 1) });
    }
  }
  return mentions;
}

const ordinary = new Set(ordinaryPairs);

function isPointed({ view }: Reading, { gap, end }: Token): boolean {
  if (!gap.includes(".")) return false;
  return /^(?:\.| ?[[(]\.[\])] ?| \. )$/.test(gap) || (/^\.\s{1,2}$/.test(gap) && view.text.charAt(end) === "/");
}

const isMailHost = ({ view }: Reading, { gap, start }: Token): boolean =>
  gap === "@" && /[\p{L}\p{N}]/u.test(view.text.charAt(start - 2));

/** "r/name" and "u/name". */
function forumMentions(reading: Reading): Mention[] {
  const { tokens } = reading;
  return tokens.flatMap((token, at) => {
    if (token.gap !== "/" || !/^[\p{L}\p{N}_]{3,21}$/u.test(token.word)) return none;
    const before = tokens[at - 1];
    if (before?.word !== "r" && before?.word !== "u") return none;
    return [{ platform: "reddit", term: `${before.word}/`, span: rawSpan(reading, at - 1, at + 1) }];
  });
}

/** An ambiguous word as a label ("ig: mia", "snap - @mia"), or as all that is said ("ig"); "google+". */
function labelMentions(reading: Reading, labels: ReadonlyMap<string, string>): Mention[] {
  const { tokens, view } = reading;
  return tokens.flatMap((token, at) => {
    const platform = labels.get(token.word);
    if (platform === undefined) {
      const plus =
        (token.word === "google" || token.word === "g") && /^\+(?!\S)/.test(view.text.slice(token.end, token.end + 2));
      return plus ? [{ platform: "google plus", term: "+", span: rawSpan(reading, at, at + 1) }] : none;
    }
    const gap = tokens[at + 1]?.gap ?? "";
    const labelled = /^ ?(?:[:=]|->|→) ?@?$|^ ?-+ ?@$/.test(gap);
    if (!(labelled || tokens.length === 1)) return none;
    return [{ platform, term: token.word, span: rawSpan(reading, at, at + 1) }];
  });
}
