import { runOf } from "./looks.ts";
import { asWritten, isWord, roomOf, runLength, runsOf, type Span, type SpanOptions } from "./span.ts";

/** A backslash, and what it stands before. */
export const readEscape = (source: string, { looks, isEnd }: SpanOptions): Span => {
  if (source.length === 1 && !isEnd) return undefined;
  // The backslash stays: people draw with it.
  const length = /^\\[!-/:-@[-`{-~]/.test(source) ? 2 : 1;
  return asWritten(source, length, looks);
};

/** Code between backticks. */
export const readCode = (source: string, before: string, options: SpanOptions): Span => {
  const { looks, isEnd, isHopeful } = options;
  const ticks = runLength(source);
  const room = roomOf(source, options.limit);
  if (ticks > 2 || isWord(before) || before.endsWith("`")) return asWritten(source, ticks, looks);
  if (ticks === source.length) return isEnd ? asWritten(source, ticks, looks) : undefined;
  // Some write a lone one for an apostrophe.
  if (ticks === 1 && source[1] === " ") return asWritten(source, ticks, looks);
  for (const { index, length } of runsOf(source, "`", ticks)) {
    const end = index + length;
    if (end > room) break;
    if (end === source.length && !isEnd) return undefined;
    const isCloser = length === ticks && (ticks > 1 || source[index - 1] !== " ");
    if (isCloser) return { length: end, runs: [runOf(codeText(source.slice(ticks, index)), [...looks, "code"])] };
  }
  if (source.length > room) return asWritten(source, ticks, looks);
  if (!isEnd) return undefined;
  const hoped = source.slice(ticks).replace(/`+$/, "");
  if (!isHopeful || hoped.trim() === "") return asWritten(source, ticks, looks);
  return { length: source.length, runs: [runOf(hoped, [...looks, "code"])] };
};

/** As CommonMark has it: one space on both sides keeps backticks apart. */
const codeText = (text: string): string => (/^ .*\S.* $/.test(text) ? text.slice(1, -1) : text);

/** An address as it is written: what stands in it is no markup. */
export const readAddress = (source: string, { looks, isEnd, limit }: SpanOptions): Span => {
  const whole = /^(?:https?:\/\/|www\.)[^\s<>"]*/.exec(source)?.[0];
  // Half of `https://`.
  if (whole === undefined) return isEnd ? asWritten(source, 1, looks) : undefined;
  if (whole.length > limit) {
    const length = /[\ud800-\udbff]/.test(whole[limit - 1] ?? "") ? limit - 1 : limit;
    return { length, runs: [runOf(whole.slice(0, length), [...looks, "link"])] };
  }
  if (whole.length === source.length && !isEnd) return undefined;
  const address = whole.replace(/[.,!?;:'*_~)\]]+$/, "");
  if (/^(?:https?|www)?(?:[:/]*)$/.test(address)) return asWritten(source, Math.max(1, address.length), looks);
  return { length: address.length, runs: [runOf(address, [...looks, "link"])] };
};
