import type { InputGuard } from "../../brain/core/ports.ts";
import { allow, type Message, type Span } from "../../brain/core/turn.ts";
import { classifierFile, openClassifier } from "../../brain/text/classifier.ts";
import type { Compile } from "../compile-later.ts";
import { compilePhrases, firstUnvetoed, type PhraseMatch } from "../compile-phrases.ts";
import { manipulationPhrases, templateMarks, wordlessPatterns } from "../data/manipulation.ts";
import { type Reading, type ReadText, rawSpan, readText } from "../read-text.ts";
import { decodePayloads } from "./decode-payloads.ts";

export const manipulationFile = classifierFile({
  kind: "UMAN",
  path: "training_data/models/manipulation.bin",
  script: "scripts/train-manipulation.ts",
  bits: 16,
});

/**
 * Probabilities from which on a text is taken for manipulation: chosen on held-out folds, between jailbreaks and harmless
 * "act as" prompts; see training_data/models/manipulation.md. A short text shows few signs: there the model must be surer.
 */
const [threshold, shortThreshold, longestShort] = [0.75, 0.85, 100];
export const manipulationThreshold = (text: string): number =>
  text.length <= longestShort ? shortThreshold : threshold;

/** Shorter texts are left to the rules: a few words show the model too little. In words, or units where words run together. */
const [fewestWords, fewestUnits] = [4, 40];

/** What the model's verdict gives as its reason; the rules know more. */
export const modelReason = "reads like a jailbreak";

/** What a message is found to do; the reason is logged and must not repeat the user's words. */
const reasons = {
  override: "tries to override the instructions",
  extraction: "asks for the instructions",
  hijack: "orders another task in place of the conversation",
  jailbreak: "frames a jailbreak",
  fake: "pretends to be the system",
  encoded: "hides an encoded order",
  split: "splits an order into pieces",
  shots: "brings a made-up conversation along",
  model: modelReason,
} as const;
type Kind = keyof typeof reasons;
type Finding = { readonly kind: Kind; readonly span?: Span };

const kindOf = (group: string): Kind =>
  group.endsWith("R") ? (group === "overrideR" ? "override" : "extraction") : (group as Kind); // groups of the book are kinds

/** How many of the user's last messages an order may be spread over, and what of each is read, in UTF-16 units. */
const [earlierMessages, earlierReach] = [2, 160];
/** Lines with the labels of a user and of a program that make examples of a message, where no "assistant" gives it away. */
const fewestShots = 6;

/**
 * Steers messages to `deflect` that give orders to a program instead of talking to the persona: what is certain by rules,
 * in any reading of the text and in what it hides; the rest by a small model. Cannot be switched off.
 * @throws {ProgramError} damaged: `weights` is not the file that was shipped
 */
export const manipulation = ({
  read = readText,
  weights,
  compile = compilePhrases,
}: {
  readonly read?: ReadText;
  readonly weights: Uint8Array;
  readonly compile?: Compile;
}): InputGuard => {
  const model = openClassifier(manipulationFile, weights);
  const findPhrases = compile(manipulationPhrases);

  const byRules = (text: string, readings: readonly Reading[]): Finding | undefined =>
    findMarks(text, readings) ?? findByPhrases(readings) ?? findWordless(text) ?? findRunTogether(readings);

  const findByPhrases = (readings: readonly Reading[], wanted = (_: PhraseMatch) => true): Finding | undefined => {
    for (const reading of readings) {
      const match = firstUnvetoed(findPhrases(reading.tokens), wanted);
      if (match !== undefined) return { kind: kindOf(match.group), span: rawSpan(reading, match.from, match.to) };
    }
    return undefined;
  };

  const byModel = (text: string, readings: readonly Reading[]): Finding | undefined =>
    ((readings[0]?.tokens.length ?? 0) >= fewestWords || text.length >= fewestUnits) &&
    model.score(text) >= manipulationThreshold(text)
      ? { kind: "model" }
      : undefined;

  const inPayloads = (text: string): Finding | undefined => {
    for (const { text: hidden, span } of decodePayloads(text)) {
      if (byRules(hidden, readText(hidden)) !== undefined || model.score(hidden) >= manipulationThreshold(hidden)) {
        return { kind: "encoded", span };
      }
    }
    return undefined;
  };

  /** An order whose first words stand in earlier messages and whose last stand in this one. */
  const acrossMessages = (text: string, history: readonly Message[]): Finding | undefined => {
    const earlier = history
      .filter(({ from }) => from === "user")
      .slice(-earlierMessages)
      .map((message) => message.text.slice(-earlierReach))
      .join(" ");
    if (earlier === "") return undefined;
    const [reading] = readText(`${earlier} ${text.slice(0, earlierReach)}`);
    if (reading === undefined) return undefined;
    const border = reading.tokens.findIndex(({ start }) => (reading.view.starts[start] ?? 0) > earlier.length);
    const crosses = ({ from, to }: PhraseMatch): boolean => from < border && to > border;
    return border > 0 && findByPhrases([reading], crosses) !== undefined ? { kind: "split" } : undefined;
  };

  return {
    name: "manipulation",
    check({ text, history }) {
      const readings = read(text);
      const found =
        byRules(text, readings) ??
        findTurns(text) ??
        inPayloads(text) ??
        byModel(text, readings) ??
        acrossMessages(text, history);
      if (found === undefined) return allow;
      return {
        action: "steer",
        guard: "manipulation",
        category: "manipulation",
        reason: reasons[found.kind],
        pipeline: "deflect",
        ...(found.span !== undefined && { span: found.span }),
      };
    },
  };
};

const roleField = /["']role["']\s{0,3}:\s{0,3}["'](?:system|developer|tool|assistant)["']/;
/** A line that speaks as the system, and what makes it an order to the program. */
const systemLine =
  /(?:^|\n)[ \t]{0,8}[[(#*<\-=]{0,6}[ \t]{0,4}(?:system|developer|admin|administrator|sysadmin|root|operator)(?: (?:message|note|notification|notice|prompt|override|command|update|alert|instruction)s?)?[ \t]{0,4}[\])>#*\-=]{0,6}[ \t]{0,4}:([^\n]{0,400})/g;
const orderWords =
  /\b(?:you|your|assistant|user|users|filters?|safety|restrictions?|restricted|polic(?:y|ies)|instructions?|guardrails?|mode|prompt|reveal|print|rules|unrestricted|persona|comply|ignore|configuration)\b/;
const instructionMark = /(?:^|\n)[ \t]{0,8}#{2,4} {0,2}(?:system|instructions?|response)[#: \t]/;
/** Two marks are as good as a hundred: a run of them is not read again from each of its marks. */
const overrideBanner =
  /[-=*#<[]{2} {0,3}(?:system|admin|developer|new) (?:override|instructions?|prompt|message|rules)/;

/** Marks of chat servers, and lines that speak as the system. */
function findMarks(raw: string, readings: readonly Reading[]): Finding | undefined {
  const view = readings[0]?.view;
  if (view === undefined) return undefined;
  const { text, starts, ends } = view;
  const spanOf = (from: number, to: number): Span => [starts[from] ?? 0, ends[to - 1] ?? raw.length];
  for (const mark of templateMarks) {
    const at = text.indexOf(mark);
    if (at >= 0) return { kind: "fake", span: spanOf(at, at + mark.length) };
  }
  for (const match of text.matchAll(systemLine)) {
    if (orderWords.test(match[1] ?? ""))
      return { kind: "fake", span: spanOf(match.index, match.index + match[0].length) };
  }
  for (const pattern of [roleField, instructionMark, overrideBanner]) {
    const match = pattern.exec(text);
    if (match !== null) return { kind: "fake", span: spanOf(match.index, match.index + match[0].length) };
  }
  return undefined;
}

function findWordless(raw: string): Finding | undefined {
  if (!/[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]/.test(raw)) return undefined;
  for (const { kind, pattern } of wordlessPatterns) {
    const match = pattern.exec(raw);
    if (match !== null) return { kind, span: [match.index, match.index + match[0].length] };
  }
  return undefined;
}

const runTogether =
  /ignore(?:all|any|your|every|the)(?:previous|prior|your|past|old)?(?:instructions|rules|prompt|guidelines)|disregard(?:all|your|any)|systemprompt|previousinstructions|priorinstructions|(?:show|print|tellme|reveal|repeat)(?:me)?your(?:prompt|instructions|rules)|developermode|doanythingnow|jailbreakmode|forgetyour(?:rules|instructions)/;

/** Letters one by one without a sign of where words end: "i g n o r e y o u r r u l e s". */
function findRunTogether(readings: readonly Reading[]): Finding | undefined {
  for (const { view, tokens } of readings.slice(1)) {
    for (const { word, start, end } of tokens) {
      if (word.length < 10 || !runTogether.test(word)) continue;
      return { kind: "encoded", span: [view.starts[start] ?? 0, view.ends[end - 1] ?? 0] };
    }
  }
  return undefined;
}

const label =
  /(?:^|\n)[ \t>*_[(<]{0,4}(user|human|person|assistant|ai|bot|model|chatgpt|gpt)\b[\])>*_ ]{0,4}\d{0,3}:/gi;
const answers = new Set(["assistant", "ai", "bot", "model", "chatgpt", "gpt"]);

/** A message that holds turns of others: what an assistant is said to have answered, or a long run of examples. */
function findTurns(raw: string): Finding | undefined {
  let [asked, answered, byAssistant] = [0, 0, 0];
  for (const [, name = ""] of raw.matchAll(label)) {
    const speaker = name.toLowerCase();
    if (answers.has(speaker)) answered++;
    else asked++;
    if (speaker === "assistant") byAssistant++;
  }
  if (asked === 0 || answered === 0) return undefined;
  return byAssistant > 0 || asked + answered >= fewestShots ? { kind: "shots" } : undefined;
}
