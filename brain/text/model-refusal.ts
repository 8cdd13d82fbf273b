import {
  admits,
  answersYesOrNo,
  asksWhatAnswers,
  namesSomebody,
  tellsTruth,
  yesOrNoAlone,
} from "./disclosure-patterns.ts";
import { declined, declinedAlone, idiom, offer, requestDeclined, selfNamed } from "./refusal-patterns.ts";
import { splitSentences } from "./sentences.ts";

/** UTF-16 units and sentences that are read at once: models decline, and speak of themselves, in few. */
const longestRead = 800;
const mostSentences = 4;

/** `may-refuse`: what comes next shows which it is. */
export type Stance = "speaks" | "may-refuse" | "refuses";

type Options = {
  /** What the user wrote: where that may ask what answers here, the truth about it is an answer. */
  readonly question?: string;
};

/**
 * Whether a draft is the model speaking out of voice: it declines as assistants do, or speaks of itself in their idiom. That
 * it is a machine is no refusal, and nothing is one beside words that deny being the person, or say for whom they are
 * written. Rather misses one than takes a persona's own "I can't help you there, friend" for it: see the figures in its
 * test. English, and the plain forms of German, Spanish and French. Looks at the first four sentences, at most 800 UTF-16
 * units.
 */
export const refusesInOwnWords = (text: string, { question = "" }: Options = {}): boolean => {
  const sentences = sentencesOf(text.slice(0, longestRead));
  const isWhole = text.length <= longestRead;
  if (isWhole && isAlone(sentences)) return true;
  return read(sentences.slice(0, mostSentences), { isWhole: true, asks: asksWhatAnswers(question) }) === "refuses";
};

/**
 * The same of a draft that is still being written, by the end of what has come. Words that `may-refuse` wait for the next
 * sentence: shown, they could not be taken back, and it may turn them into the truth. With `isEnd` nothing more comes, and
 * they wait no longer.
 */
export const stanceSoFar = (
  text: string,
  { question = "", isEnd = false }: Options & { isEnd?: boolean } = {},
): Stance => {
  const isFromStart = text.length <= longestRead;
  // The first sentence of what is left may lack its beginning.
  const sentences = sentencesOf(text.slice(-longestRead)).slice(isFromStart ? 0 : 1);
  const stance = read(sentences, { isWhole: isEnd, asks: asksWhatAnswers(question) });
  if (stance !== "speaks" || !isFromStart || !isAlone(sentences)) return stance;
  return !isEnd && sentences.length < mostSentences ? "may-refuse" : "refuses";
};

const isAlone = ([first = "", ...rest]: readonly string[]): boolean =>
  declinedAlone.some((form) => form.test(first)) && rest.every((sentence) => offer.test(sentence));

/** Sentences that follow each other and speak of what answers, or decline, are one matter: one truth in it speaks for all. */
const read = (sentences: readonly string[], { isWhole, asks }: { isWhole: boolean; asks: boolean }): Stance => {
  const all = sentences.map(signsOf);
  let mayRefuse = false;
  for (let from = 0; from < all.length; from++) {
    let to = from;
    while (all[to]?.isAbout) to++;
    const matter = all.slice(from, to);
    from = Math.max(from, to);
    if (matter.length === 0 || matter.some(({ isTrue }) => isTrue)) continue;
    const [named, declines] = [matter.some(({ names }) => names), matter.some((signs) => signs.declines)];
    const refuses =
      matter.some(({ request }) => request) || (!asks && (matter.some((signs) => signs.idiom) || (named && declines)));
    const goesOn = !isWhole && to === all.length && matter.length < mostSentences;
    if (refuses && !goesOn) return "refuses";
    mayRefuse ||= goesOn && (refuses || (named && !asks));
  }
  return mayRefuse ? "may-refuse" : "speaks";
};

const signsOf = (sentence: string) => {
  const has = (forms: readonly RegExp[]) => forms.some((form) => form.test(sentence));
  const signs = { request: has(requestDeclined), idiom: has(idiom), names: has(selfNamed), declines: has(declined) };
  const isTrue = has(tellsTruth) || namesSomebody(sentence) || (!signs.idiom && admits(sentence));
  return { ...signs, isTrue, isAbout: isTrue || Object.values(signs).includes(true) };
};

/** In the form that the patterns take; a "Yes." belongs to what it says yes to. */
const sentencesOf = (text: string): readonly string[] => {
  const sentences: string[] = [];
  let before = "";
  for (const sentence of splitSentences(text).map(plain)) {
    const both = before + sentence;
    before = "";
    if (answersYesOrNo.test(both) && yesOrNoAlone.test(both)) before = `${both} `;
    else if (both !== "") sentences.push(both);
  }
  return before === "" ? sentences : [...sentences, before.trim()];
};

const plain = (sentence: string): string =>
  sentence
    .toLowerCase()
    .replace(/[’‘ʼ`´]/gu, "'")
    .replace(/[*_>#~"“”„«»]/gu, "")
    .replace(/\s+/gu, " ")
    .trim();
