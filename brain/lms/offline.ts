import { LmError } from "../core/errors.ts";
import type { OpenQuestion } from "../core/persona.ts";
import type { ChatPart, ChatRequest, ModelConnection } from "../core/ports.ts";
import { estimateRequestTokens, estimateTokens } from "../text/estimate-tokens.ts";
import { hashText } from "../text/hash.ts";
import { fitOf } from "./offline-fit.ts";
import { type Memory, memoryOf } from "./offline-memory.ts";

/** Below it one best demo in three shares a topic with the message, above it one in two (docs/log.md). */
const usualFloor = 0.42;

export type OfflineOptions = {
  readonly openQuestions: readonly OpenQuestion[];
  /** Fit (a cosine, adjusted) below which no demo is near enough to answer from. */
  readonly floor?: number;
};

/**
 * Answers from the demos it is given: the reply of the one that fits best, less what this conversation has heard.
 * Where none is near enough it asks one of the persona's open questions. Deterministic; cannot judge.
 * @throws {LmError} `empty` where everything it could say has been heard or rejected
 */
export const offline = ({ openQuestions, floor = usualFloor }: OfflineOptions): ModelConnection => ({
  identity: { provider: "offline", model: "in-context" },
  canJudge: false,
  async *chat(request, { signal }): AsyncGenerator<ChatPart> {
    stopIf(signal);
    const memory = memoryOf(
      request.heard ?? heardIn(request),
      request.rejected.map(({ text }) => text),
    );
    const reply = fromDemos(request, memory, floor) ?? openQuestion(openQuestions, request, memory);
    if (reply === undefined) {
      throw new LmError("empty", "the offline model has said all it knows in this conversation", { retryable: false });
    }
    yield { type: "text", text: reply };
    stopIf(signal);
    yield {
      type: "usage",
      promptTokens: estimateRequestTokens(request),
      completionTokens: estimateTokens(reply),
    };
  },
});

const stopIf = (signal: AbortSignal | undefined): void => {
  if (signal?.aborted) throw new LmError("aborted", "the call was cancelled", { retryable: false });
};

const heardIn = ({ history }: ChatRequest) => history.flatMap(({ from, text }) => (from === "persona" ? [text] : []));

const fromDemos = (request: ChatRequest, memory: Memory, floor: number): string | undefined => {
  let best: { readonly reply: string; readonly fit: number } | undefined;
  for (const demo of request.demos) {
    const fit = fitOf(demo, request.inputs);
    if (fit === undefined || fit < floor || (best !== undefined && fit <= best.fit)) continue;
    const reply = memory.unheardPartOf(demo.reply);
    if (reply !== undefined) best = { reply, fit };
  }
  return best?.reply;
};

const openQuestion = (
  all: readonly OpenQuestion[],
  { inputs, seed }: ChatRequest,
  memory: Memory,
): string | undefined => {
  const fitting = all.filter(
    (question) =>
      (!("part_of_day" in question) ||
        question.part_of_day === undefined ||
        question.part_of_day === inputs.partOfDay) &&
      (!("sentiment" in question) || question.sentiment === undefined || question.sentiment === inputs.mood) &&
      memory.unheardPartOf(question.text) === question.text,
  );
  // What was written for this mood goes before what suits any.
  const meant = fitting.filter((question) => "sentiment" in question && question.sentiment === inputs.mood);
  const chosen = meant.length > 0 ? meant : fitting;
  // Which one is chance to the user, yet the same for the same conversation and seed.
  return chosen[hashText(inputs.message ?? "", seed) % chosen.length]?.text;
};
