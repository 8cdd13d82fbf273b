import { createHash } from "node:crypto";
import { turnContext } from "./context/turn-context.ts";
import { BrainError, LmError } from "./core/errors.ts";
import type { Demo } from "./core/example.ts";
import type { Pipeline } from "./core/persona.ts";
import type { DemoSelector, InputGuard, ModelConnection, SentimentReader } from "./core/ports.ts";
import type { PredictionLog, PredictionRecord } from "./core/prediction.ts";
import { heldCrisis, heldDistress, type Session, wordsLeftOut } from "./core/session.ts";
import type { Account, Ledger } from "./core/spend.ts";
import type { ChatTurn, TurnEvent } from "./core/turn.ts";
import { errorEvent } from "./error-event.ts";
import { flatten } from "./lms/flatten.ts";
import { allowanceOf } from "./modules/allowance-of.ts";
import { answer, figures, fixed, type Speakers } from "./modules/answer.ts";
import { callsOf } from "./modules/calls-of.ts";
import { careReply, goodbye, pipelineReply } from "./modules/fixed-reply.ts";
import { readMood } from "./modules/read-mood.ts";
import { screenInSession } from "./modules/screen-message.ts";
import { route } from "./pipelines/route.ts";
import { predictionRecord } from "./prediction-record.ts";
import { cleanMessage } from "./text/normalise.ts";
import { showsSomething } from "./text/shows-something.ts";

/** All that a turn works with. */
export type Understudy = Speakers & {
  readonly sentiment: SentimentReader;
  /** Asked for the mood where the reader is unsure and the persona wants that; `lm` where it is missing. */
  readonly moodLm?: ModelConnection;
  readonly inputGuards: readonly InputGuard[];
  readonly demos: DemoSelector;
  /** The named program that `demos` and `instructions` are of. */
  readonly program?: { readonly name: string; readonly id: string };
  readonly log: PredictionLog;
  /** Whom calls are made for, beside the conversation. */
  readonly account?: Omit<Account, "session" | "persona">;
  /** Whether it answers cases, and no user: what it spends is no conversation's. */
  readonly isRehearsal?: boolean;
  /** What may be spent; without it everything. */
  readonly budgets?: Pick<Ledger, "standing">;
  /** The experiment that this conversation takes part in; its variant is what this understudy is. */
  readonly experiment?: { readonly experiment: string; readonly variant: string };
  /** Is given each turn when it is over, with its record. */
  readonly onTurn?: (turn: { readonly events: readonly TurnEvent[]; readonly record: PredictionRecord }) => void;
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

type StageOptions = TurnOptions & {
  /** Told what each model call for the reply was asked, as chat turns. */
  readonly onPrompt: (turns: readonly ChatTurn[]) => void;
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
  let prompt: readonly ChatTurn[] | undefined;
  const onPrompt = (turns: readonly ChatTurn[]) => {
    prompt = turns;
  };
  let isScreened = false;
  const onScreened = () => {
    isScreened = true;
    options.onScreened?.();
  };
  clock.nextTurn();
  try {
    for await (const event of stages(understudy, session, message, { ...options, onScreened, onPrompt }))
      yield keep(event);
  } catch (error) {
    if (!(error instanceof BrainError)) understudy.onBug?.(error);
    yield keep(errorEvent(session.turns + 1, error, events, options.signal));
  } finally {
    const record = predictionRecord(events, {
      persona: persona.name,
      model: lm.identity,
      isScreened,
      state: session.pipeline ?? null,
      promptVersion: prompt === undefined ? null : versionOf(understudy),
      promptHash: prompt === undefined ? null : hashOf(prompt),
      ...(understudy.account && { account: understudy.account }),
    });
    await log.append(record);
    understudy.onTurn?.({ events, record });
  }
}

/** Of what all prompts of an understudy are made by, beside the conversation and its demos. */
const versionOf = ({ instructions, program }: Understudy): string => hashOf([instructions, program?.id]).slice(0, 12);

const hashOf = (value: unknown): string => createHash("sha256").update(JSON.stringify(value)).digest("hex");

async function* stages(
  understudy: Understudy,
  session: Session,
  rawMessage: string,
  { signal, seed, trace, drafts, pinned, tried = [], exclude, onScreened, onPrompt }: StageOptions,
): AsyncGenerator<TurnEvent> {
  const { persona, clock, experiment } = understudy;
  const turn = session.turns + 1;
  const account = { ...understudy.account, command: understudy.account?.command ?? "chat", persona: persona.name };
  const isCounted = understudy.budgets !== undefined;
  const calls = callsOf(
    { ...account, ...(!understudy.isRehearsal && { session: session.id }) },
    { ...(signal && { signal }), isCounted },
  );
  const { call } = calls;
  const decided = (): TurnEvent[] => calls.decisions.splice(0).map((told) => ({ type: "connection", turn, ...told }));
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

  if (experiment) yield { type: "experiment", turn, ...experiment };

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
  // Nobody in need waits for a database: care costs nothing.
  const isCare = steer?.pipeline === "care";
  const allowance = await allowanceOf(isCare ? withoutBudgets(understudy) : understudy, call.account, session.turns);
  const { isOver, speakers, fault: unknownBudgets } = allowance;
  for (const told of allowance.told) yield { type: "budget", turn, ...told };
  lap("budgets");
  // Where a guard has spoken the mood changes nothing, so no model is asked; a crisis is told to none, now or later.
  const askBelow = steer || isOver || unknownBudgets ? 0 : persona.model.ask_sentiment_below;
  const moodLm = understudy.moodLm ?? speakers.lm;
  const { mood, request, tokens } = await readMood(message, context, {
    local: understudy.sentiment,
    lm: moodLm,
    askBelow,
    ...call,
  });
  lap("sentiment");
  yield* decided();
  if (trace && request) yield { type: "prompt", turn, attempt: 0, messages: flatten(request) };
  yield { type: "sentiment", turn, ...mood };

  const afterCrisis = heldCrisis(session);
  const { pipeline: name, reason } = route(mood, { steer, afterCrisis, pinned });
  const pipelines: Readonly<Record<string, Pipeline>> = persona.pipelines;
  const pipeline = pipelines[name] ?? persona.pipelines.engage;
  yield { type: "route", turn, pipeline: name, reason };
  yield { type: "context", turn, ...context };

  const heard = [...session.messages.flatMap(({ from, text }) => (from === "persona" ? [text] : [])), ...tried];
  const ready = isCare
    ? careReply(persona)
    : pipelineReply(pipeline, heard, { plainly: afterCrisis && name === "disclose" });
  const usage = (): TurnEvent => {
    const { prompt: promptTokens, completion: completionTokens } = tokens;
    const asked = promptTokens + completionTokens > 0 ? nameOf(moodLm) : "none"; // for the mood
    const took = calls.settled(asked) ?? { promptTokens, completionTokens };
    const total = clock.elapsed() - began;
    const all = { ...ms, model: 0, total };
    return {
      type: "usage",
      turn,
      lm: asked,
      ...took,
      ms: all,
    };
  };
  if (ready !== undefined) {
    yield* fixed(turn, ready, isCare ? "care" : "safe", usage);
    return;
  }
  // What may be spent must be known: but for a crisis, and for words that cost nothing.
  if (unknownBudgets !== undefined) throw unknownBudgets;
  if (isOver) {
    yield* fixed(turn, goodbye(persona, heard), "goodbye", usage);
    return;
  }
  if (speakers !== understudy) {
    const told = { lm: nameOf(speakers.lm), decision: "cheaper", reason: "a budget is nearly used up" } as const;
    yield { type: "connection", turn, ...told };
  }

  let demos: readonly Demo[];
  try {
    demos = await understudy.demos.select({
      ...call,
      messages: [...session.messages, { from: "user", text: readable }],
      k: pipeline.demos?.k ?? persona.model.demos,
      ...(pipeline.demos?.tags && { tags: pipeline.demos.tags }),
      ...(exclude && { exclude }),
    });
  } catch (error) {
    yield* decided();
    if (!(error instanceof LmError && error.budget)) throw error;
    yield { type: "budget", turn, ...figures(error.budget), level: "hard" };
    yield* fixed(turn, goodbye(persona, heard), "goodbye", usage);
    return;
  }
  yield* decided();
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
    tokens: { lm: nameOf(moodLm), ...tokens },
    call,
    settled: calls.settled,
  };
  const parts = answer(speakers, {
    ...situation,
    ...(drafts && { drafts }),
    ...(seed !== undefined && { seed }),
  });
  for await (const part of parts) {
    if (part.type !== "request") {
      yield part;
      continue;
    }
    const messages = flatten(part.request);
    onPrompt(messages);
    if (trace) yield { type: "prompt", turn, attempt: part.attempt, messages };
  }
}

const withoutBudgets = ({ budgets: _, ...understudy }: Understudy): Understudy => understudy;

const nameOf = ({ identity }: ModelConnection): string => `${identity.provider}:${identity.model}`;
