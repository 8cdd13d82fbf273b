import { allow, type OutputVerdict } from "../../brain/core/turn.ts";
import { type Classifier, openClassifier } from "../../brain/text/classifier.ts";
import type { Compile } from "../compile-later.ts";
import { compilePhrases, firstUnvetoed, type PhraseMatch } from "../compile-phrases.ts";
import { meetings } from "../data/meetings.ts";
import { type Reading, type ReadText, rawSpan, readText } from "../read-text.ts";
import type { StreamGuard } from "../stream-guard.ts";
import { inContext } from "./in-context.ts";
import { acceptance, mayAnswer } from "./meeting-acceptance.ts";
import { isOutweighed, mayMeet, meetingHints } from "./meeting-hints.ts";
import { meetingFile, meetingThresholds } from "./meeting-model.ts";
import { type JudgedSentence, sentencesToJudge } from "./meeting-sentences.ts";

const category = "in-person-meetings";

/** How much of the user's message is read for a request to meet, in UTF-16 units from its end. */
const longestRequest = 600;

type Found = { readonly reading: Reading; readonly matches: readonly PhraseMatch[] };
/** `vetoed`: phrases speak of a meeting there, and all are outweighed. `answers`: it may be the answer to a request. */
type Judged = JudgedSentence & { readonly margin: number; readonly vetoed: boolean; readonly answers: boolean };

/** All phrases of meetings in a text's tokens. One finder for all groups: building one is mostly the words, which they share. */
export const meetingFinder = (compile: Compile = compilePhrases) => compile(meetings);

/**
 * Blocks replies that propose, arrange or accept a meeting in person: by phrases, and where `weights` are given by a model
 * of whole sentences beside them (see `training_data/models/meetings.md`).
 * @throws {ProgramError} damaged: `weights` is not the file that was shipped
 */
export const inPersonMeetings = ({
  read = readText,
  weights,
  compile,
}: {
  readonly read?: ReadText;
  readonly weights?: Uint8Array;
  readonly compile?: Compile;
} = {}): StreamGuard => {
  const find = meetingFinder(compile);
  const model = weights === undefined ? undefined : openClassifier(meetingFile, weights);
  const judge = (text: string, from: number, { reading, matches }: Found): readonly Judged[] =>
    model === undefined ? [] : judgeSentences(model, text, sentencesToJudge(text, from, reading), { reading, matches });
  const asksToMeet = (message: string): boolean =>
    readText(message).some(({ tokens }) => firstUnvetoed(find(tokens), ({ group }) => asks.has(group)) !== undefined) ||
    (model !== undefined &&
      judge(message, 0, findIn(message)).some(({ margin }) => margin >= meetingThresholds.request));
  const findIn = (text: string): Found => {
    const [reading = nothingRead] = readText(text);
    return { reading, matches: find(reading.tokens) };
  };

  const asked = rememberLast(asksToMeet);
  const findAll = (text: string): readonly Found[] =>
    read(text).map((reading) => ({ reading, matches: find(reading.tokens) }));

  const proposed = (from: number, found: readonly Found[], judged: readonly Judged[]): OutputVerdict => {
    for (const { reading, matches } of found) {
      const hit = firstUnvetoed(matches, (match) => speaks.has(match.group) && reaches(reading, match, from));
      if (hit !== undefined)
        return blocked(
          rawSpan(reading, hit.from, hit.to),
          hit.group === "confirm" ? "confirms a meeting" : "proposes to meet",
        );
    }
    const sure = judged.find(
      ({ margin, vetoed }) => margin >= (vetoed ? meetingThresholds.vetoed : meetingThresholds.sure),
    );
    const [plain] = found;
    return sure === undefined || plain === undefined
      ? allow
      : blocked(spanOf(plain.reading, sure), "reads like arranging to meet");
  };

  const accepted = (text: string, from: number): OutputVerdict => {
    const [plain] = findAll(text);
    if (plain === undefined) return allow;
    const { reading, matches } = plain;
    const accepting = acceptance(reading, matches, from);
    const likely =
      accepting ??
      judge(text, from, plain).find(
        ({ margin, answers, from: first, to }) =>
          answers &&
          margin >= meetingThresholds.asked &&
          !matches.some(({ group, from: at }) => declines.has(group) && at >= first && at < to),
      );
    return likely === undefined
      ? allow
      : blocked(rawSpan(reading, likely.from, likely.to), "accepts the meeting that was asked for");
  };

  return {
    name: category,
    near: true,
    check(output) {
      let mayAccept = false;
      const said = inContext(
        output,
        (text, from) => {
          const found = findAll(text);
          const [plain] = found;
          if (plain === undefined) return allow;
          const judged = judge(text, from, plain);
          mayAccept =
            plain.matches.some((match) => accepts.has(match.group) && reaches(plain.reading, match, from)) ||
            judged.some(({ margin }) => margin >= meetingThresholds.asked);
          return proposed(from, found, judged);
        },
        read,
      );
      if (said.action === "block" || !mayAccept) return said;
      const request = output.previousUserMessage?.slice(-longestRequest);
      // What was said before an answer may take it back.
      return request !== undefined && asked(request) ? inContext(output, accepted) : allow;
    },
  };
};

/** All sentences of a reply answer the same message. */
function rememberLast(judge: (message: string) => boolean): (message: string) => boolean {
  let latest: { readonly message: string; readonly answer: boolean } | undefined;
  return (message) => {
    if (latest?.message !== message) latest = { message, answer: judge(message) };
    return latest.answer;
  };
}

/** The log-odds of each sentence that holds anything of a meeting; in one walk over the matches, which begin in order. */
function judgeSentences(
  model: Classifier,
  text: string,
  sentences: readonly JudgedSentence[],
  { reading, matches }: Found,
): Judged[] {
  const judged: Judged[] = [];
  let next = 0;
  for (const sentence of sentences) {
    while ((matches[next]?.from ?? Number.POSITIVE_INFINITY) < sentence.from) next++;
    const first = next;
    while ((matches[next]?.from ?? Number.POSITIVE_INFINITY) < sentence.to) next++;
    const hints = meetingHints(reading.tokens, matches.slice(first, next), sentence.from, sentence.to);
    if (!mayMeet(hints)) continue;
    const margin = model.margin(text.slice(sentence.start, sentence.end).trim(), hints);
    judged.push({ ...sentence, margin, vetoed: isOutweighed(hints), answers: mayAnswer(hints) });
  }
  return judged;
}

/** Groups that mean a meeting whoever says them, and those that do where a user says them. */
const speaks: ReadonlySet<string> = new Set(["propose", "confirm"]);
const asks: ReadonlySet<string> = new Set([...speaks, "ask"]);
const accepts: ReadonlySet<string> = new Set(["accept", "agree", "insist"]);
const declines: ReadonlySet<string> = new Set(["decline", "doubt"]);

const nothingRead: Reading = readText("")[0] ?? {
  view: { text: "", starts: new Int32Array(), ends: new Int32Array() },
  tokens: [],
};

const spanOf = (reading: Reading, { from, to }: JudgedSentence): readonly [number, number] =>
  rawSpan(reading, from, to);

const blocked = (span: readonly [number, number], reason: string): OutputVerdict => ({
  action: "block",
  guard: category,
  category,
  reason,
  span,
});

/** Whether a match reaches into the new text. */
const reaches = (reading: Reading, match: PhraseMatch, from: number): boolean =>
  rawSpan(reading, match.from, match.to)[1] > from;
