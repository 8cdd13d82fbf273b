import type { LmError } from "../brain/core/errors.ts";
import type { AskJudge, GateStep, OutputGuard } from "../brain/core/ports.ts";
import { allow, type Block, type OutputVerdict } from "../brain/core/turn.ts";
import { endsSentence } from "../brain/text/sentences.ts";
import { checkReply } from "./check-reply.ts";
import { endsInLetter } from "./clean-cut.ts";
import { furthestContext } from "./output/in-context.ts";
import { mayGoOn, readText, unfinishedFrom } from "./read-text.ts";
import type { StreamGuard } from "./stream-guard.ts";
import { visibleTail } from "./visible-tail.ts";

export type GateOptions = {
  readonly guards: readonly (OutputGuard | StreamGuard)[];
  readonly previousUserMessage?: string;
  /** What the user wrote before that, the oldest first. */
  readonly earlierUserMessages?: readonly string[];
  /** Gives second opinions on topics that want one. */
  readonly judge?: AskJudge;
  /** The longest sentence that is held back whole, in UTF-16 units; at least 2 × `overlap`. */
  readonly hold?: number;
  /** Of a longer sentence this much, in visible UTF-16 units, stays back at each cut. */
  readonly overlap?: number;
};

export type SentenceGateStep = GateStep & {
  readonly blocked: boolean;
  /** Every block, the most severe first. */
  readonly blocks: readonly Block[];
  /** What was written and is not shown: for the records. */
  readonly pending: string;
};

/** A `Gate` that tells more. */
export type SentenceGate = {
  push(chunk: string): Promise<SentenceGateStep>;
  end(): Promise<SentenceGateStep>;
};

/** Of the 23,836 sentences in the dev part of Topical-Chat (median 44 units, 99th percentile 168) one is longer. */
const longestHeld = 400;

/** In visible UTF-16 units; longer than any phrase that guards look for. */
const longestPhrase = 120;

/** A reply of which this much was shown, in UTF-16 units, is one that nobody writes in a chat. */
const longText = 2000;
/** What is remembered of such a text: sentences. */
const mostAnswers = 512;

/**
 * Lets a streamed reply through sentence by sentence. What it decides depends on the text alone, never on how the text
 * was cut into chunks: borders are found unit by unit, and every check sees what was shown before. `span` of a block is
 * in units of the whole raw reply. Calls must follow each other, each after the one before has settled.
 */
export const createGate = ({
  guards,
  hold = longestHeld,
  overlap = longestPhrase,
  ...conversation
}: GateOptions): SentenceGate => {
  // What came so far. Both parts of it are cut from one string: put together piece by piece, what was shown would be
  // copied as a whole for each sentence.
  let received = "";
  let shownUntil = 0;
  let pending = "";
  // Units of `pending` that were looked at for a border.
  let scanned = 0;
  let verdict: OutputVerdict = allow;
  let blocks: readonly Block[] = [];
  let unjudged: LmError | undefined;

  const block = (found: readonly Block[]) => {
    blocks = found.map((each) =>
      each.span === undefined ? each : { ...each, span: [each.span[0] + shownUntil, each.span[1] + shownUntil] },
    );
    verdict = blocks[0] ?? allow;
  };
  const far = guards.filter((guard) => !("near" in guard && guard.near));
  const passed = remember<true>();
  const ends = remember<boolean>();
  const passes = async (text: string): Promise<boolean> => {
    const shown = received.slice(0, shownUntil);
    const context = shownUntil < longText || passed.isFull() ? -1 : visibleTail(shown, furthestContext);
    const near = context > 0 ? received.slice(context, shownUntil + text.length) : "";
    const known = near !== "" && passed.get(near, text.length);
    if (known && far.length === 0) return true;
    const output = { text, shown, ...conversation };
    const found = await checkReply(known ? far : guards, output);
    if (found.blocks.length > 0) {
      block(found.blocks);
      unjudged = found.unjudged;
    } else if (near !== "" && !known) passed.set(near, text.length, true);
    return found.blocks.length === 0;
  };
  const release = (length: number): string => {
    const text = pending.slice(0, length);
    shownUntil += length;
    pending = pending.slice(length);
    scanned -= length;
    return text;
  };
  const openFrom = (text: string): number => {
    try {
      const open = guards.map((guard) => ("openFrom" in guard && guard.openFrom ? guard.openFrom(text) : text.length));
      return open.every((index) => index >= 0) ? Math.min(text.length, ...open) : 0;
    } catch {
      return 0;
    }
  };
  const settleSentence = async (length: number): Promise<string> => {
    const text = pending.slice(0, length);
    if (text.trim() === "") return "";
    // Before the guards are asked: what is held is checked again with what comes, and once is enough.
    const bordered = text + pending.slice(length, length + 1).replace(/\S/, "");
    const isLong = shownUntil >= longText && !ends.isFull();
    const known = isLong ? ends.get(bordered, length) : undefined;
    const isEnd = known ?? endsHere(text, bordered);
    if (known === undefined && isLong) ends.set(bordered, length, isEnd);
    return isEnd && (await passes(text)) ? release(length) : "";
  };
  const endsHere = (text: string, bordered: string): boolean =>
    !endsInLetter(bordered) &&
    unfinishedFrom(bordered, readText, mayGoOn) === bordered.length &&
    openFrom(text) >= text.trimEnd().length;
  const settlePiece = async (length: number): Promise<string> => {
    const text = pending.slice(0, length);
    if (!(await passes(text))) return "";
    if (text.trim() === "") return release(length);
    const open = Math.min(openFrom(text), unfinishedFrom(text, readText, mayGoOn));
    const cut = lastSpace(text, Math.min(visibleTail(text, overlap), open));
    if (cut > 0) return release(cut);
    block([
      {
        action: "block",
        guard: "gate",
        category: "undecidable",
        reason: "too long without a place to cut",
        span: [0, length],
      },
    ]);
    return "";
  };
  const step = (released: string): SentenceGateStep => ({
    release: released,
    verdict,
    blocked: verdict.action === "block",
    blocks,
    pending,
    ...(unjudged && { unjudged }),
  });

  return {
    async push(chunk) {
      received += chunk;
      pending += chunk;
      let released = "";
      while (verdict.action === "allow" && scanned < pending.length) {
        if (scanned > 0 && mayEnd(pending, scanned) && endsSentence(pending, scanned))
          released += await settleSentence(scanned);
        if (verdict.action === "allow" && scanned >= hold) released += await settlePiece(scanned);
        scanned++;
      }
      return step(released);
    },
    async end() {
      if (verdict.action === "block" || pending === "") return step("");
      return step((await passes(pending)) ? release(pending.length) : "");
    },
  };
};

/**
 * Answers by text and length, until memory would be wasted on texts that do not repeat: hostile ones do, over and over,
 * and a reader need not wait for what is known.
 */
function remember<T>() {
  let answers = new Map<string, { readonly length: number; readonly answer: T }>();
  let asked = 0;
  let known = 0;
  return {
    get(text: string, length: number): T | undefined {
      asked++;
      const found = answers.get(text);
      if (found?.length !== length) return undefined;
      known++;
      return found.answer;
    },
    /** Whether nothing more is learnt, since too little came again. */
    isFull: () => answers.size >= mostAnswers && 2 * known < asked,
    set(text: string, length: number, answer: T): void {
      if (answers.size >= mostAnswers) answers = new Map();
      answers.set(text, { length, answer });
    },
  };
}

/** A glance at a unit: sentences end before white space, or after marks that stand without it. */
function mayEnd(text: string, at: number): boolean {
  const unit = text.charCodeAt(at);
  if (unit <= 0x20 || (unit >= 0x7f && unit < 0x3400 && !(unit >= 0x370 && unit < 0x1680))) return true;
  const before = text.charCodeAt(at - 1);
  return before === 0x3002 || before >= 0xfe00 || unit >= 0xfe00;
}

/** The last white space at or before `from`, so that no word is cut; 0 where there is none. */
function lastSpace(text: string, from: number): number {
  for (let at = Math.min(from, text.length - 1); at > 0; at--) {
    if (/\s/.test(text.charAt(at))) return at;
  }
  return 0;
}
