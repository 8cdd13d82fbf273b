import type { Demo } from "../core/example.ts";
import type { Persona, Pipeline } from "../core/persona.ts";
import type { ChatRequest, Clock, ModelConnection, OpenGate, Rejected } from "../core/ports.ts";
import { type Session, userWords } from "../core/session.ts";
import type { Context } from "../core/signature.ts";
import type { Sentiment, TurnEvent } from "../core/turn.ts";
import { type Attempt, attemptReply } from "./attempt-reply.ts";
import { boundedHistory } from "./bounded-history.ts";
import { safeReply } from "./fixed-reply.ts";
import type { TopicJudge } from "./judge-topic.ts";
import { personaPreamble } from "./persona-preamble.ts";

/** Who can speak, and how what they say is let through. */
export type Speakers = {
  readonly persona: Persona;
  readonly lm: ModelConnection;
  /** Asked once when `lm` gave nothing that could be shown. */
  readonly fallback?: ModelConnection;
  /** The responder's instruction, as the compiled program has it. */
  readonly instructions: string;
  readonly openGate: OpenGate;
  /** Gives a second opinion on topics whose policy asks for one. */
  readonly judge?: TopicJudge;
  readonly clock: Clock;
};

/** Named in a `retry` in a model's place. */
export const safeReplies = "safe replies";

/** What is known of the turn when the model is asked. */
export type Situation = {
  readonly turn: number;
  /** What the model is asked to answer: the user's words, or what stands for them where they are left out. */
  readonly message: string;
  /** The user's words, for the guards of the reply. */
  readonly said: string;
  readonly session: Session;
  readonly sentiment: Sentiment;
  readonly pipeline: Pipeline;
  readonly context: Context;
  readonly demos: readonly Demo[];
  readonly heard: readonly string[];
  /** `clock.elapsed()` when the turn began, and the milliseconds of the stages before this one. */
  readonly began: number;
  readonly ms: Readonly<Record<string, number>>;
  /** What the stages before this one took of `lm`. */
  readonly tokens: { readonly prompt: number; readonly completion: number };
  readonly seed?: number;
  readonly signal?: AbortSignal;
  /** Whether somebody in this conversation was in distress: then the reply neither jokes nor sells. */
  readonly isGentle: boolean;
  /** Whether blocks carry what the model had written. */
  readonly drafts?: boolean;
};

/** A turn's events from the first question to the model until the end, with the requests as they went out among them. */
export type AnswerPart =
  | TurnEvent
  | { readonly type: "request"; readonly attempt: number; readonly request: ChatRequest };

/**
 * Asks until something passed the gate. Nothing shown yet: again with the verdict as feedback, then the fallback, then
 * a safe reply. Something shown: the reply ends there.
 * @throws {LmError} where no model answered and none was blocked, or the user cancelled
 */
export async function* answer(speakers: Speakers, situation: Situation): AsyncGenerator<AnswerPart> {
  const { clock, fallback } = speakers;
  const { turn } = situation;
  const plan = [
    ...Array.from({ length: 1 + speakers.persona.model.guard_retries }, () => speakers.lm),
    ...(fallback ? [fallback] : []),
  ];
  const rejected: Rejected[] = [];
  const totals = { model: 0, gate: 0 };
  const tokens = tokensByModel();
  tokens.add(nameOf(speakers.lm), situation.tokens);
  let firstToken: number | undefined;
  let last: { readonly attempt: Attempt; readonly lm: ModelConnection } | undefined;

  let number = 1;
  for (let at = 0, lm = plan[at]; lm !== undefined; number++, lm = plan[at]) {
    if (last) yield { type: "retry", turn, attempt: number, reason: whyAgain(last.attempt), lm: nameOf(lm) };
    const from = clock.elapsed();
    const parts = ask(speakers, situation, lm, rejected, (judged) =>
      tokens.add(judged.lm, { prompt: judged.promptTokens, completion: judged.completionTokens }),
    );
    let part = await parts.next();
    for (; !part.done; part = await parts.next()) {
      if (part.value.type === "request") {
        yield { type: "request", attempt: number, request: part.value.request };
      } else if (part.value.type === "pause") {
        const { pause } = part.value;
        yield { type: "wait", turn, lm: nameOf(lm), ...pause, ms: Math.round(pause.ms) };
      } else {
        firstToken ??= clock.elapsed() - situation.began;
        yield { type: "delta", turn, text: part.value.text };
      }
    }
    const attempt = part.value;
    last = { attempt, lm };
    totals.gate += attempt.gateMs;
    totals.model += clock.elapsed() - from - attempt.gateMs;
    tokens.add(nameOf(lm), attempt.tokens);
    const { block, fault } = attempt;
    const { stoppedModel } = attempt;
    const draft = situation.drafts ? { draft: attempt.draft } : {};
    for (const each of attempt.blocks)
      yield { type: "guard", turn, side: "output", attempt: number, stoppedModel, ...draft, ...each };
    if (block) rejected.push({ text: attempt.draft, reason: block.reason });
    if (attempt.shown !== "" || fault?.code === "aborted" || !(block || fault)) break;
    // A connection has retried its own faults: the one to ask next is the other.
    at = fault && lm !== fallback ? plan.length - (fallback ? 1 : 0) : at + 1;
  }

  const usage: TurnEvent = {
    type: "usage",
    turn,
    lm: nameOf(last?.lm ?? speakers.lm),
    ...tokens.told(),
    ms: {
      ...situation.ms,
      gate: totals.gate,
      model: totals.model,
      ...(firstToken !== undefined && { firstToken }),
      total: clock.elapsed() - situation.began,
    },
  };
  const { attempt, lm } = last ?? {};
  // A model with nothing to say, or nothing fit to be said, is no reason to leave the user without an answer.
  const isLost = attempt?.fault && attempt.fault.code !== "empty" && rejected.length === 0;
  if (attempt?.fault && (isLost || attempt.fault.code === "aborted") && attempt.shown === "") {
    yield usage;
    throw attempt.fault;
  }
  if (attempt && attempt.shown !== "") {
    yield usage;
    if (attempt.fault?.code === "aborted") throw attempt.fault;
    const ended = attempt.block ? "cut-by-guard" : attempt.fault ? "cut-by-connection" : "complete";
    yield { type: "reply", turn, text: attempt.shown, by: lm === fallback ? "fallback" : "model", ended };
    return;
  }
  if (last) yield { type: "retry", turn, attempt: number, reason: whyAgain(last.attempt), lm: safeReplies };
  const text = safeReply(speakers.persona, situation.sentiment, situation.heard, { gentle: situation.isGentle });
  yield { type: "delta", turn, text };
  yield usage;
  yield { type: "reply", turn, text, by: "safe", ended: "complete" };
}

/** What the reply is held against in the rest of a conversation that held a crisis, beside the policy. */
const gentle = "after-crisis";

const ask = (
  { persona, instructions, openGate, judge, clock }: Speakers,
  { turn, message, said, session, sentiment, pipeline, context, demos, heard, seed, signal, isGentle }: Situation,
  lm: ModelConnection,
  rejected: readonly Rejected[],
  onUsage: (usage: { readonly lm: string; readonly promptTokens: number; readonly completionTokens: number }) => void,
) =>
  attemptReply(
    lm,
    { message, mood: sentiment, manner: pipeline.guidance, ...context },
    openGate({
      previousUserMessage: said,
      extraGuards: [...(pipeline.guards ?? []), ...(isGentle ? [gentle] : [])],
      earlierUserMessages: userWords(session),
      // The judge is a model, too: it reads what a model may.
      ...(judge && {
        judge: (question) =>
          judge({ ...question, previousUserMessage: message }, { context, onUsage, ...(signal && { signal }) }),
      }),
    }),
    clock,
    {
      preamble: personaPreamble(persona),
      instructions,
      demos,
      history: boundedHistory(session.messages, {
        messages: persona.model.history_messages,
        tokens: persona.model.history_tokens,
      }),
      heard,
      rejected: [...rejected],
      temperature: pipeline.temperature ?? persona.model.temperature,
      maxTokens: persona.model.max_tokens,
      ...(seed !== undefined && { seed: seed + turn }),
      ...(signal && { signal }),
    },
  );

const nameOf = ({ identity }: ModelConnection) => `${identity.provider}:${identity.model}`;

/** What a turn took, and of which model. */
const tokensByModel = () => {
  const all = new Map<string, { promptTokens: number; completionTokens: number }>();
  return {
    add(lm: string, { prompt, completion }: Attempt["tokens"]) {
      if (prompt + completion === 0) return;
      const { promptTokens = 0, completionTokens = 0 } = all.get(lm) ?? {};
      all.set(lm, { promptTokens: promptTokens + prompt, completionTokens: completionTokens + completion });
    },
    told() {
      const byModel = [...all].map(([lm, tokens]) => ({ lm, ...tokens }));
      return {
        promptTokens: byModel.reduce((sum, { promptTokens }) => sum + promptTokens, 0),
        completionTokens: byModel.reduce((sum, { completionTokens }) => sum + completionTokens, 0),
        ...(byModel.length > 1 && { byModel }),
      };
    },
  };
};

const whyAgain = ({ block, fault }: Attempt): string =>
  block ? `${block.guard}: ${block.reason}` : (fault?.message ?? "the reply was empty");
