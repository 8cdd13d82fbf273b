import { turnContext } from "./context/turn-context.ts";
import { BrainError, LmError } from "./core/errors.ts";
import type { Pipeline } from "./core/persona.ts";
import type { DemoSelector, InputGuard, Log, ModelConnection, SentimentReader } from "./core/ports.ts";
import { heldCrisis, heldDistress, type Session, shownIn, wordsLeftOut } from "./core/session.ts";
import type { TurnEvent } from "./core/turn.ts";
import { flatten } from "./lms/flatten.ts";
import { answer, type Speakers } from "./modules/answer.ts";
import { careReply, pipelineReply } from "./modules/fixed-reply.ts";
import { readMood } from "./modules/read-mood.ts";
import { screenInSession } from "./modules/screen-message.ts";
import { route } from "./pipelines/route.ts";
import { cleanMessage } from "./text/normalise.ts";
import { showsSomething } from "./text/shows-something.ts";
import { turnRecord } from "./turn-record.ts";

/** All that a turn works with. */
export type Understudy = Speakers & {
  readonly sentiment: SentimentReader;
  readonly inputGuards: readonly InputGuard[];
  readonly demos: DemoSelector;
  /** The named program that `demos` and `instructions` are of. */
  readonly program?: { readonly name: string; readonly id: string };
  readonly log: Log;
  /** Is told of exceptions that are no `BrainError`: bugs. The turn itself ends in an `error` event. */
  readonly onBug?: (error: unknown) => void;
};

export type TurnOptions = {
  readonly signal?: AbortSignal;
  readonly seed?: number;
  /** Adds the `prompt` events. */
  readonly trace?: boolean;
  /** Adds to blocks what the model had written: for operators' eyes, since it holds what nobody should be sent. */
  readonly drafts?: boolean;
  /** Answers by this pipeline whatever the mood, unless a guard sends the message elsewhere. */
  readonly pinned?: string;
  /** Told when every input guard has spoken and all of their events are out, before any model is asked. */
  readonly onScreened?: () => void;
  /** Replies to this message that were given before, where it is asked again: another one is wanted. */
  readonly tried?: readonly string[];
  /** Ids of examples or conversations that must not serve as demos. */
  readonly exclude?: ReadonlySet<string>;
};

/**
 * The whole way of one message: emits the turn's events and records them; `afterTurn` makes the next session of them.
 * Ends in a `reply` or an `error` event and does not throw. What was shown is never taken back.
 */
export async function* runTurn(
  understudy: Understudy,
  session: Session,
  message: string,
  options: TurnOptions = {},
): AsyncGenerator<TurnEvent> {
  const { clock, log, lm, persona } = understudy;
  const events: TurnEvent[] = [];
  const keep = (event: TurnEvent) => {
    events.push(event);
    return event;
  };
  let isScreened = false;
  const onScreened = () => {
    isScreened = true;
    options.onScreened?.();
  };
  clock.nextTurn();
  try {
    for await (const event of stages(understudy, session, message, { ...options, onScreened })) yield keep(event);
  } catch (error) {
    if (!(error instanceof BrainError)) understudy.onBug?.(error);
    yield keep(errorEvent(session.turns + 1, error, events, options.signal));
  } finally {
    await log.append(turnRecord(events, { persona: persona.name, model: nameOf(lm), isScreened }));
  }
}

async function* stages(
  understudy: Understudy,
  session: Session,
  rawMessage: string,
  { signal, seed, trace, drafts, pinned, tried = [], exclude, onScreened }: TurnOptions,
): AsyncGenerator<TurnEvent> {
  const { persona, clock, lm } = understudy;
  const turn = session.turns + 1;
  const now = clock.now();
  const began = clock.elapsed();
  const ms: Record<string, number> = {};
  let lapped = began;
  const lap = (stage: string) => {
    const at = clock.elapsed();
    ms[stage] = at - lapped;
    lapped = at;
  };

  const { text: message, truncated } = cleanMessage(rawMessage);
  lap("normalise");
  yield {
    type: "turn",
    turn,
    session: session.id,
    at: new Date(now).toISOString(),
    message,
    ...(truncated && { cutFrom: rawMessage.length }),
  };
  if (!showsSomething(message))
    throw new BrainError("empty-message", "The message is empty: write something to answer.");

  const { findings, steer } = await screenInSession(understudy.inputGuards, message, session);
  lap("inputGuards");
  for (const finding of findings) {
    const { pipeline: _, ...told } = { pipeline: undefined, ...finding };
    yield { type: "guard", turn, side: "input", attempt: 0, ...told };
  }
  onScreened?.();
  // What no model may read, a model that is asked reads as what it was.
  const readable = wordsLeftOut(findings) ?? message;

  const context = turnContext(now, persona.time_zone, session);
  lap("context");
  // Where a guard has spoken the mood changes nothing, so no model is asked; a crisis is told to none, now or later.
  const askBelow = steer ? 0 : persona.model.ask_sentiment_below;
  const { mood, request, tokens } = await readMood(message, context, {
    local: understudy.sentiment,
    lm,
    askBelow,
    ...(signal && { signal }),
  });
  lap("sentiment");
  if (trace && request) yield { type: "prompt", turn, attempt: 0, messages: flatten(request) };
  yield { type: "sentiment", turn, ...mood };

  const afterCrisis = heldCrisis(session);
  const { pipeline: name, reason } = route(mood, { steer, afterCrisis, pinned });
  const pipelines: Readonly<Record<string, Pipeline>> = persona.pipelines;
  const pipeline = pipelines[name] ?? persona.pipelines.engage;
  yield { type: "route", turn, pipeline: name, reason };
  yield { type: "context", turn, ...context };

  const heard = [...session.messages.flatMap(({ from, text }) => (from === "persona" ? [text] : [])), ...tried];
  const isCare = steer?.pipeline === "care";
  const fixed = isCare
    ? careReply(persona)
    : pipelineReply(pipeline, heard, { plainly: afterCrisis && name === "disclose" });
  if (fixed !== undefined) {
    yield { type: "delta", turn, text: fixed };
    const { prompt: promptTokens, completion: completionTokens } = tokens;
    const asked = promptTokens + completionTokens > 0 ? nameOf(lm) : "none"; // for the mood
    const total = clock.elapsed() - began;
    yield { type: "usage", turn, lm: asked, promptTokens, completionTokens, ms: { ...ms, model: 0, total } };
    yield { type: "reply", turn, text: fixed, by: isCare ? "care" : "safe", ended: "complete" };
    return;
  }

  const demos = await understudy.demos.select({
    messages: [...session.messages, { from: "user", text: readable }],
    k: pipeline.demos?.k ?? persona.model.demos,
    ...(pipeline.demos?.tags && { tags: pipeline.demos.tags }),
    ...(exclude && { exclude }),
    ...(signal && { signal }),
  });
  lap("demos");
  yield {
    type: "demos",
    turn,
    demos: demos.map(({ id, similarity }) => ({ id, similarity })),
    ...(trace && pipeline.demos?.tags && { tags: pipeline.demos.tags }),
    ...(understudy.program && { program: understudy.program }),
  };

  const situation = {
    turn,
    message: readable,
    said: message,
    session,
    isGentle: heldDistress(session),
    // After a crisis nobody is taken to be merely in an even mood.
    sentiment: name === "care" ? "negative" : mood.sentiment,
    pipeline,
    context,
    demos,
    heard,
    began,
    ms,
    tokens,
  };
  const parts = answer(understudy, {
    ...situation,
    ...(drafts && { drafts }),
    ...(seed !== undefined && { seed }),
    ...(signal && { signal }),
  });
  for await (const part of parts) {
    if (part.type !== "request") yield part;
    else if (trace) yield { type: "prompt", turn, attempt: part.attempt, messages: flatten(part.request) };
  }
}

const nameOf = ({ identity }: ModelConnection): string => `${identity.provider}:${identity.model}`;

const errorEvent = (turn: number, error: unknown, events: readonly TurnEvent[], signal?: AbortSignal): TurnEvent => {
  const shown = shownIn(events);
  if (signal?.aborted || (error instanceof LmError && error.code === "aborted")) {
    return { type: "error", turn, code: "aborted", message: "The answer was cancelled.", shown };
  }
  return error instanceof BrainError
    ? { type: "error", turn, code: error.code, message: error.message, shown }
    : {
        type: "error",
        turn,
        code: "internal",
        message: "Something broke inside the program: DEBUG=1 shows where.",
        shown,
      };
};
