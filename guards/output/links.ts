import { allow, type OutputVerdict, type Span } from "../../brain/core/turn.ts";
import { foldedView, type View } from "../../brain/text/normalise.ts";
import { leadsToHost, linkEnds, ordinaryEnds } from "../data/links.ts";
import { fold } from "../fold.ts";
import { knownPlatform } from "../platform-names.ts";
import { type ReadText, readText } from "../read-text.ts";
import type { StreamGuard } from "../stream-guard.ts";
import { inContext } from "./in-context.ts";

export type LinksOptions = {
  /** The platform whose own hosts may be linked, by any of its names or hosts. */
  readonly platform?: string;
  /** Further hosts that may be linked, with all that lies under them ("example.org"). */
  readonly allow?: readonly string[];
  readonly read?: ReadText;
};

const category = "links";

/** Blocks replies with a web address, also a bare or spelled host ("example dot com"), save those that are allowed. */
export const links = ({ platform, allow: allowed = [], read = readText }: LinksOptions = {}): StreamGuard => {
  const own = [...allowed.map((host) => fold(host).trim()), ...hostsOf(platform)];
  const folded = (text: string): string => read(text)[0]?.view.text ?? "";
  const isAllowed = (host: string): boolean => own.some((each) => host === each || host.endsWith(`.${each}`));
  return {
    name: category,
    near: true,
    check(output) {
      // What reaches into the new text shows close to it; what leads to it is only read where something does.
      const seen = inContext(output, (text) => (isLinked(folded(text)) ? worthALook : allow), read);
      if (seen.action === "allow") return allow;
      return inContext(output, (text, from) => {
        const span = linksIn(text, foldedView(text), isAllowed).find(([, end]) => end > from);
        if (span === undefined) return allow;
        return { action: "block", guard: category, category, reason: "gives a web address", span };
      });
    },
  };
};

const spelledDot = "\\s?[[({]\\s?(?:dot|\\.)\\s?[\\])}]\\s?";
const dotWord = "dot|punto|ponto|punkt|point";
const worthALook: OutputVerdict = { action: "block", guard: category, category, reason: "" };

/** No host is without a letter or digit of ASCII. */
const isLinked = (text: string): boolean => /[a-z0-9]/.test(text) && mayHoldLink.test(text);

/** True of every text in which a link stands; of few others. */
const mayHoldLink = new RegExp(
  `[.\\u3002][*_]{0,2}[^\\s.,;!?'"()*_\\-\\u2026]|:\\s?/\\s?/|\\b(?:${dotWord})\\b|[[({]\\s?(?:\\.|dot)|www|(?:mailto|tel|sms):|\\s\\.\\s?(?:com|net|org|ly|c\\so\\sm|n\\se\\st|o\\sr\\sg)\\b`,
);

function hostsOf(platform: string | undefined): readonly string[] {
  const known = knownPlatform(platform);
  return known?.hosts ?? (known === undefined ? [] : [`${known.id}.com`]);
}

/** Raw spans of all links, in their order. Each form begins at a mark or word of its own and reaches a bounded way. */
function linksIn(raw: string, view: View, isAllowed: (host: string) => boolean): Span[] {
  const found: Span[] = [];
  const add = (start: number, end: number) => found.push([view.starts[start] ?? 0, view.ends[end - 1] ?? raw.length]);
  const { text } = view;
  for (const match of text.matchAll(scheme)) {
    const host = hostAfter(text, match.index + match[0].length);
    if (!isAllowed(host)) add(match.index, match.index + match[0].length + host.length);
  }
  for (const match of text.matchAll(addressed)) add(match.index, match.index + match[0].length);
  for (const match of text.matchAll(spaced)) {
    const end = match.index + match[0].length;
    const start = singlesStart(text, match.index);
    if (match.index - start > 5) add(start, end);
  }
  for (const { start, end, host, spelled } of hosts(text)) {
    if (isAllowed(host)) continue;
    if (isLink(text, raw.slice(view.starts[start], view.ends[end - 1]), start, end, host, spelled)) add(start, end);
  }
  return found.sort((one, other) => one[0] - other[0]);
}

const scheme =
  /(?<![a-z0-9])(?:h\s?[tx]\s?[tx]\s?p\s?s?|ftps?|sftp|wss?|file|magnet|ipfs|onion)[*_]{0,2}\s?:\s?\/\s?\/[*_]{0,2}\s?(?=[^\s/])/g;
const addressed =
  /(?<![a-z0-9])(?:(?:mailto|tel|sms):[+a-z0-9][^\s]{2,80}|www\s[a-z0-9-]{2,40}\s(?:com|net|org|info|[a-z]{2}(?=[\s.!?]*$)))(?![a-z0-9])/g;
const plainHost = /[^\s/?#\\"<>]{1,120}/y;

/** The host behind a scheme: what stands before an @ there is not one. */
function hostAfter(text: string, from: number): string {
  plainHost.lastIndex = from;
  const written = plainHost.exec(text)?.[0] ?? "";
  const bare = written.slice(written.lastIndexOf("@") + 1);
  return bare.replace(/:\d+$/, "").replace(/[.,;:!?)\]}'*_]+$/, "");
}

/** "e x a m p l e . c o m": its end, and where the single characters before it begin. */
const spaced = /\s\.\s(?:c\so\sm|n\se\st|o\sr\sg)(?![a-z0-9])/g;

function singlesStart(text: string, to: number): number {
  let at = to;
  while (
    at > 1 &&
    to - at < 2 * longestLabel &&
    isLabelUnit(text.charCodeAt(at - 1)) &&
    !isLabelUnit(text.charCodeAt(at - 2))
  )
    at -= 2;
  return at + (at < to && /\s/.test(text.charAt(at)) ? 1 : 0);
}

type Host = { readonly start: number; readonly end: number; readonly host: string; readonly spelled: boolean };

const dots = new RegExp(
  `${spelledDot}|\\s(?:${dotWord})\\s|\\s\\.\\s?(?=(?:com|net|org|ly)\\b)|[*_]{0,2}[.\\u3002][*_]{0,2}`,
  "g",
);
const longestLabel = 40;

/** Labels with dots between them, plain or spelled; each stretch once. */
function hosts(text: string): Host[] {
  const found: Host[] = [];
  let open: { start: number; end: number; labels: string[]; spelled: boolean } | undefined;
  const close = () => {
    if (open !== undefined)
      found.push({ start: open.start, end: open.end, host: open.labels.join("."), spelled: open.spelled });
    open = undefined;
  };
  for (const match of text.matchAll(dots)) {
    const after = match.index + match[0].length;
    const end = labelEnd(text, after);
    if (open !== undefined && open.end !== match.index) close();
    if (end === after) {
      close();
      continue;
    }
    if (open === undefined) {
      const start = labelStart(text, match.index);
      if (start === match.index) continue;
      open = { start, end: match.index, labels: [text.slice(start, match.index)], spelled: false };
    }
    open.labels.push(text.slice(after, end));
    open.end = end;
    open.spelled ||= /[^.*_]/.test(match[0]);
  }
  close();
  return found;
}

const isLabelUnit = (unit: number): boolean =>
  (unit >= 0x61 && unit <= 0x7a) ||
  (unit >= 0x30 && unit <= 0x39) ||
  unit === 0x2d ||
  unit === 0x5f ||
  (unit >= 0xc0 && !(unit >= 0x2000 && unit < 0x2e80) && !(unit >= 0x3000 && unit < 0x3040) && unit < 0xd800);

function labelEnd(text: string, from: number): number {
  let at = from;
  while (at < text.length && at - from < longestLabel && isLabelUnit(text.charCodeAt(at))) at++;
  // Hyphens and marks of emphasis are no host's end.
  while (at > from && (text.charCodeAt(at - 1) === 0x2d || text.charCodeAt(at - 1) === 0x5f)) at--;
  return at;
}

function labelStart(text: string, to: number): number {
  let at = to;
  while (at > 0 && to - at < longestLabel && isLabelUnit(text.charCodeAt(at - 1))) at--;
  while (at < to && text.charCodeAt(at) === 0x5f) at++;
  return at;
}

const sure: ReadonlySet<string> = new Set(linkEnds.sure);
const doubtful: ReadonlySet<string> = new Set(linkEnds.doubtful);
const versionWords = /\b(?:v|ver|version|build|release|firmware|chapter|section|ios|android)\.?\s?$/;
const notHosts = new Set([
  "the",
  "a",
  "an",
  "this",
  "that",
  "my",
  "your",
  "of",
  "and",
  "or",
  "no",
  "one",
  "every",
  "last",
]);

function isLink(text: string, written: string, start: number, end: number, host: string, spelled: boolean): boolean {
  const labels = host.split(".");
  const [first = "", second = ""] = labels;
  const top = labels.at(-1) ?? "";
  const label = labels.at(-2) ?? "";
  const before = text.slice(Math.max(0, start - 24), start);
  // The host of an e-mail address is the matter of another category.
  if (/[\w.]@$/.test(before)) return false;
  if (labels.some((each) => each.startsWith("xn--"))) return true;
  if (first === "www" && second.length > 1) return true;
  const rest = text.slice(end, end + 3);
  const goesOn = /^(?::\d|[/?#][^\s/])/.test(rest);
  if (isAddressByNumbers(labels)) return goesOn || (!versionWords.test(before) && first.length > 1);
  if (/^\d*$/.test(top) || /^[-_]|[-_]$/.test(label) || label === "") return false;
  if (spelled) {
    if (notHosts.has(first)) return false;
    return sure.has(top) || (/[[({]/.test(written) && (doubtful.has(top) || goesOn));
  }
  if (!sure.has(top) && !doubtful.has(top)) return false;
  // "end.In" is a missing space; "Example.com", "Example.Com" and "EXAMPLE.COM" are hosts.
  const topWritten = written.slice(-top.length);
  if (!sure.has(top) && /^\p{Lu}[^\p{Lu}]/u.test(topWritten)) return false;
  if (labels.some((each) => each === "")) return false;
  if (goesOn && (sure.has(top) || !ordinaryEnds.has(label))) return label.length > 0;
  if (sure.has(top)) return label.length > 1 || top === "com" || top === "net";
  if (top.length > 3 && label.length > 4 && /[a-z]-[a-z]/.test(label)) return true;
  return label.length > 2 && !ordinaryEnds.has(label) && leadsToHost.test(before);
}

const isAddressByNumbers = (labels: readonly string[]): boolean =>
  labels.length === 4 && labels.every((each) => /^\d{1,3}$/.test(each) && Number(each) < 256);
