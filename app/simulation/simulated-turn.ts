import type { Pipeline } from "../../brain/core/persona.ts";
import type { RunLine } from "../../brain/core/ports.ts";
import { afterTurn, heldDistress, type Session, shownIn, wordsLeftOut } from "../../brain/core/session.ts";
import type { TurnEvent } from "../../brain/core/turn.ts";
import type { TurnOptions, Understudy } from "../../brain/run-turn.ts";
import type { TranscriptTurn } from "../../evals/simulate/transcript.ts";
import { eventOf, predictionOf, verdictsOf, type WatchedTurn, watchTurn } from "../runner/watched-turn.ts";

/** A turn as transcripts and runs keep it, and the conversation after it. */
export type SimulatedTurn = {
  readonly turn: TranscriptTurn;
  /** Missing where the turn ended in a fault. */
  readonly prediction?: RunLine["prediction"];
  readonly session: Session;
};

/** One message through the real turn, watched: what was called, chosen and shown, and whether the guards find anything in that. */
export const simulatedTurn = async (
  understudy: Understudy,
  session: Session,
  message: string,
  options: TurnOptions,
): Promise<SimulatedTurn> => {
  const watched = await watchTurn(understudy, session, message, options);
  const { events } = watched;
  const turn = turnOf(watched);
  const violations = await violationsIn(understudy, session, events);
  const prediction = turn.error ? undefined : predictionOf(watched);
  return {
    turn: { ...turn, violations },
    ...(prediction && { prediction }),
    session: afterTurn(session, events, new Date(understudy.clock.now()).toISOString()),
  };
};

const turnOf = ({ events, calls, refusal }: WatchedTurn): TranscriptTurn => {
  const start = eventOf(events, "turn");
  const [reply, usage, fault] = [eventOf(events, "reply"), eventOf(events, "usage"), eventOf(events, "error")];
  const [route, mood] = [eventOf(events, "route"), eventOf(events, "sentiment")];
  const findings = events.flatMap((event) => (event.type === "guard" && event.side === "input" ? [event] : []));
  const error = refusal ?? fault;
  return {
    message: wordsLeftOut(findings) ?? start?.message ?? "",
    at: start?.at ?? "",
    reply: shownIn(events),
    ...(reply && { by: reply.by, ended: reply.ended }),
    ...(route && { pipeline: route.pipeline }),
    ...(mood && { sentiment: mood.sentiment }),
    verdicts: verdictsOf(events),
    demos: eventOf(events, "demos")?.demos.map(({ id, similarity }) => ({ id, similarity })) ?? [],
    ...(usage && { lm: usage.lm }),
    calls,
    promptTokens: usage?.promptTokens ?? 0,
    completionTokens: usage?.completionTokens ?? 0,
    ms: usage?.ms.total ?? 0,
    violations: [],
    ...(error && { error: { code: error.code, message: error.message } }),
  };
};

/** What the gate says of all that was shown, asked once more with the whole of it. What is sent in a crisis may name whom it must. */
const violationsIn = async (
  { openGate, persona }: Understudy,
  session: Session,
  events: readonly TurnEvent[],
): Promise<readonly string[]> => {
  const shown = shownIn(events);
  if (shown === "" || eventOf(events, "reply")?.by === "care") return [];
  const pipelines: Readonly<Record<string, Pipeline>> = persona.pipelines;
  const { guards = [] } = pipelines[eventOf(events, "route")?.pipeline ?? ""] ?? persona.pipelines.engage;
  const gate = openGate({
    previousUserMessage: eventOf(events, "turn")?.message ?? "",
    extraGuards: [...guards, ...(heldDistress(session) ? ["after-crisis"] : [])],
    earlierUserMessages: session.messages.flatMap(({ from, text }) => (from === "user" ? [text] : [])),
  });
  const steps = [await gate.push(shown), await gate.end()];
  return [...new Set(steps.flatMap(({ blocks }) => blocks.map(({ category }) => category)))];
};
