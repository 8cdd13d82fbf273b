import type { Demo } from "../core/example.ts";
import type { Persona, Pipeline } from "../core/persona.ts";
import type { CallOptions, ChatRequest, Clock, ModelConnection, OpenGate, Rejected } from "../core/ports.ts";
import { type Session, userWords } from "../core/session.ts";
import type { Context } from "../core/signature.ts";
import type { BudgetStanding } from "../core/spend.ts";
import type { Block, Sentiment, TurnEvent } from "../core/turn.ts";
import { type Attempt, type AttemptAside, attemptReply } from "./attempt-reply.ts";
import { boundedHistory } from "./bounded-history.ts";
import type { Settled } from "./calls-of.ts";
import { goodbye, safeReply } from "./fixed-reply.ts";
import type { TopicJudge } from "./judge-topic.ts";
import { personaPreamble } from "./persona-preamble.ts";
import { type Asides, createAsides } from "./with-asides.ts";

/** Who can speak, and how what they say is let through. */
export type Speakers = {
  readonly persona: Persona;
  readonly lm: ModelConnection;
  /** Asked in their order where `lm`, and those before, failed. */
  readonly line?: readonly ModelConnection[];
  /** Asked in their order, once each, where none of those gave anything that could be shown. */
  readonly fallbacks?: readonly ModelConnection[];
  /** Asked where a budget of tokens or money is nearly used up, or has no room for a call of the others. */
  readonly cheaper?: ModelConnection;
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
  /** What the stages before this one took, and of which model. */
  readonly tokens: { readonly lm: string; readonly prompt: number; readonly completion: number };
  readonly seed?: number;
  /** Goes along with every call. */
  readonly call: CallOptions;
  /** What all calls of the turn came to so far; `undefined` where nobody counts them. */
  readonly settled: (lm: string) => Settled | undefined;
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
 * Asks until something passed the gate. Nothing shown yet: after a block again, with the verdict as feedback; after a
 * fault the next in the line; then the fallbacks; then a safe reply. Something shown: the reply ends there. Where a budget
 * had room for nobody's call the persona says goodbye.
 * @throws {LmError} where no model answered and none was blocked, or the user cancelled
 */
export async function* answer(speakers: Speakers, situation: Situation): AsyncGenerator<AnswerPart> {
  const { clock, persona } = speakers;
  const { turn } = situation;
  const seats = seatsOf(speakers);
  const rejected: Rejected[] = [];
  const totals = { model: 0, gate: 0 };
  const tokens = tokensByModel();
  tokens.add(situation.tokens.lm, situation.tokens);
  let firstToken: number | undefined;
  let last: { readonly attempt: Attempt; readonly seat: Seat } | undefined;
  let guardRetries = persona.model.guard_retries;
  /** Whether a model spoke that had nothing to say, or nothing fit to be said. */
  let hasSpoken = false;
  /** The budget that refused the first call for which there was no room. */
  let refused: BudgetStanding | undefined;

  let number = 1;
  for (let at = 0, seat = seats[at]; seat !== undefined; number++, seat = seats[at]) {
    const { lm } = seat;
    if (last) yield { type: "retry", turn, attempt: number, lm: nameOf(lm), ...whyAgain(last.attempt) };
    const from = clock.elapsed();
    const asides = createAsides<AttemptAside>();
    const isAlone = !seats.some(({ as }, place) => place > at && as !== "cheaper");
    const call = isAlone ? situation.call : { ...situation.call, longestWait: longestWaitInLine };
    const parts = ask(speakers, { ...situation, call }, lm, rejected, asides, (judged) =>
      tokens.add(judged.lm, { prompt: judged.promptTokens, completion: judged.completionTokens }),
    );
    let attempt: Attempt | undefined;
    try {
      for (let part = await parts.next(); attempt === undefined; ) {
        if (part.done) {
          attempt = part.value;
          break;
        }
        if (part.value.type === "request") {
          yield { type: "request", attempt: number, request: part.value.request };
        } else if (part.value.type === "delta") {
          firstToken ??= clock.elapsed() - situation.began;
          yield { type: "delta", turn, text: part.value.text };
        } else {
          yield asideEvent(turn, lm, part.value);
        }
        part = await parts.next();
      }
    } finally {
      // A reader that left at a delta: the connection lets go of its call, and what that came to is counted.
      if (attempt === undefined) await parts.return(undefined as never); // nobody reads what it would return
    }
    for (const aside of asides.take()) yield asideEvent(turn, lm, aside);
    last = { attempt, seat };
    totals.gate += attempt.gateMs;
    totals.model += clock.elapsed() - from - attempt.gateMs;
    tokens.add(nameOf(lm), attempt.tokens);
    const { block, fault, stoppedModel } = attempt;
    const draft = situation.drafts ? { draft: attempt.draft } : {};
    for (const each of attempt.blocks)
      yield { type: "guard", turn, side: "output", attempt: number, stoppedModel, ...draft, ...each };
    if (block) rejected.push({ text: attempt.draft, reason: block.reason });
    hasSpoken ||= block !== undefined || (fault !== undefined && wordless.has(fault.code));
    refused ??= fault?.budget;
    if (attempt.shown !== "" || fault?.code === "aborted" || !(block || fault)) break;
    // Its judge could not be paid for: nobody else's draft could be judged either.
    if (fault?.budget && attempt.draft !== "") break;
    if (block && seat.as !== "fallback" && guardRetries-- > 0) continue;
    // A connection has retried its own faults: the one to ask next is another. What guards blocked twice is for another model.
    const after = at + 1;
    at = seats.findIndex(({ as }, place) => place >= after && isNext(as, { block, seat, refused }));
  }

  const { attempt, seat } = last ?? {};
  const lm = nameOf(seat?.lm ?? speakers.lm);
  const usage = (): TurnEvent => ({
    type: "usage",
    turn,
    lm,
    ...optional("connection", seat?.lm.identity.connection),
    ...(situation.settled(lm) ?? tokens.told()),
    ms: {
      ...situation.ms,
      gate: totals.gate,
      model: totals.model,
      ...(firstToken !== undefined && { firstToken }),
      total: clock.elapsed() - situation.began,
    },
  });
  if (attempt && attempt.shown !== "") {
    if (refused && attempt.fault?.budget) yield { type: "budget", turn, ...figures(refused), level: "hard" };
    yield usage();
    if (attempt.fault?.code === "aborted") throw attempt.fault;
    const { block, fault } = attempt;
    const how = block
      ? { ended: "cut-by-guard" as const }
      : fault
        ? { ended: "cut-by-connection" as const, code: fault.code, reason: fault.message }
        : { ended: "complete" as const };
    yield { type: "reply", turn, text: attempt.shown, by: seat?.as === "fallback" ? "fallback" : "model", ...how };
    return;
  }
  if (refused && attempt?.fault?.code !== "aborted") {
    yield { type: "budget", turn, ...figures(refused), level: "hard" };
    yield* fixed(turn, goodbye(persona, situation.heard), "goodbye", usage);
    return;
  }
  if (attempt?.fault && (!hasSpoken || attempt.fault.code === "aborted")) {
    yield usage();
    throw attempt.fault;
  }
  if (last) yield { type: "retry", turn, attempt: number, lm: safeReplies, ...whyAgain(last.attempt) };
  const text = safeReply(persona, situation.sentiment, situation.heard, { gentle: situation.isGentle });
  yield* fixed(turn, text, "safe", usage);
}

/** A reply that no model wrote. */
export function* fixed(
  turn: number,
  text: string,
  by: "safe" | "care" | "goodbye",
  usage: () => TurnEvent,
): Generator<TurnEvent> {
  yield { type: "delta", turn, text };
  yield usage();
  yield { type: "reply", turn, text, by, ended: "complete" };
}

/** A budget as its event tells it. */
export const figures = ({ scope, unit, used, reserved, asked, limit }: Omit<BudgetStanding, "level">) => ({
  ...{ scope, unit, used, reserved, limit },
  ...optional("asked", asked),
});

/** Milliseconds that a person is kept waiting for one connection where another stands ready. */
const longestWaitInLine = 3000;

type Seat = { readonly lm: ModelConnection; readonly as: "line" | "cheaper" | "fallback" };

const seatsOf = ({ lm, line = [], cheaper, fallbacks = [] }: Speakers): readonly Seat[] => [
  ...[lm, ...line].map((each) => ({ lm: each, as: "line" as const })),
  ...(cheaper && cheaper !== lm ? [{ lm: cheaper, as: "cheaper" as const }] : []),
  ...fallbacks.map((each) => ({ lm: each, as: "fallback" as const })),
];

/** Whether a later seat is the one to ask after an attempt. */
const isNext = (
  as: Seat["as"],
  { block, seat, refused }: { block: Block | undefined; seat: Seat; refused: BudgetStanding | undefined },
): boolean => {
  if (block && seat.as !== "fallback") return as === "fallback";
  return as !== "cheaper" || refused !== undefined;
};

/** Faults of a model that did answer. */
const wordless: ReadonlySet<string> = new Set(["empty", "cut", "refused"]);

const asideEvent = (turn: number, lm: ModelConnection, aside: AttemptAside): TurnEvent =>
  aside.type === "pause"
    ? { type: "wait", turn, lm: nameOf(lm), ...aside.pause, ms: Math.round(aside.pause.ms) }
    : { type: "connection", turn, ...aside.decision };

const optional = <Name extends string, Value>(name: Name, value: Value | undefined) =>
  (value === undefined ? {} : { [name]: value }) as { [Key in Name]?: Exclude<Value, undefined> };

/** What the reply is held against in the rest of a conversation that held a crisis, beside the policy. */
const gentle = "after-crisis";

const ask = (
  { persona, instructions, openGate, judge, clock }: Speakers,
  { turn, message, said, session, sentiment, pipeline, context, demos, heard, seed, call, isGentle }: Situation,
  lm: ModelConnection,
  rejected: readonly Rejected[],
  asides: Asides<AttemptAside>,
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
          judge(
            { ...question, previousUserMessage: message },
            { ...call, context, onUsage, onDecision: (decision) => asides.add({ type: "decision", decision }) },
          ),
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
      ...(call.signal && { signal: call.signal }),
      call,
    },
    asides,
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

const whyAgain = ({ block, fault }: Attempt) =>
  block
    ? { reason: `${block.guard}: ${block.reason}` }
    : { reason: fault?.message ?? "the reply was empty", ...optional("code", fault?.code) };
