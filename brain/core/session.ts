import type { Message, TurnEvent } from "./turn.ts";

/** One conversation with one user. A value: each turn gives the next one. */
export type Session = {
  readonly id: string;
  /** ISO 8601 instant at which the first turn began; the moment of creation before that. */
  readonly startedAt: string;
  /** Turns begun so far. */
  readonly turns: number;
  readonly messages: readonly Message[];
  /**
   * All that the user said in it, the oldest first, also what was taken back since or never answered: guards know of it,
   * models do not. Missing where it is what stands in `messages`.
   */
  readonly saidByUser?: readonly Message[];
  /** What was said in it, also where it was taken back since. */
  readonly held?: "crisis" | "distress";
  /** The pipeline that the message before was sent to; missing where there was none. */
  readonly pipeline?: string;
};

/** A conversation in which nobody has said anything yet. */
export const startSession = (id: string, at: string): Session => ({ id, startedAt: at, turns: 0, messages: [] });

/** Stands for the words of a message in crisis: they go to no model, no embedder and no log. */
export const keptPrivate = "(a message in crisis, whose words are kept private)";

/** The same, where it may have been distress short of a crisis: what follows goes its way, without jokes and offers. */
export const keptPrivateInDoubt = "(a message in distress, whose words are kept private)";

/** Stands for the words of a message that brought desire and somebody under 18 together: it tells the guards so later. */
export const minorsLeftOut = "(a message that is not to be answered, left out)";

/** Stands for the words of a message that no guard had seen when its turn ended: nobody knows whether they may be kept. */
export const withheldWords = "(a message that no guard had looked at, whose words were not kept)";

/** What stands for a message in prompts, by the category of a guard that took its words out of them. */
const leftOut: Readonly<Record<string, string>> = {
  crisis: keptPrivate,
  minors: minorsLeftOut,
  manipulation: "(a message that tried to make the persona into something else, left out)",
};

/** What models may read in place of a message with these findings, the most severe first; `undefined` where it stays. */
export const wordsLeftOut = (
  findings: readonly { readonly category?: string | undefined; readonly doubtful?: boolean | undefined }[],
): string | undefined =>
  findings
    .map(({ category, doubtful }) => (category === "crisis" && doubtful ? keptPrivateInDoubt : leftOut[category ?? ""]))
    .find((words) => words !== undefined);

/** Whether a text only stands for words that were left out. */
export const isStandIn = (text: string): boolean => standIns.has(text);

const standIns: ReadonlySet<string> = new Set([keptPrivateInDoubt, withheldWords, ...Object.values(leftOut)]);

/** The session after the turn of these events, which ended at the instant `at`: the exchange stays once the user saw any of the reply, also where its reader left. */
export const afterTurn = (session: Session, events: readonly TurnEvent[], at: string): Session => {
  const start = events.find((event) => event.type === "turn");
  if (start === undefined) return session;
  const seen = shownIn(events);
  const pipeline = pipelineIn(events) ?? session.pipeline;
  const findings = events.flatMap((event) => (event.type === "guard" && event.side === "input" ? [event] : []));
  const said: Message = { from: "user", text: wordsLeftOut(findings) ?? start.message, at: start.at };
  const exchange: readonly Message[] = [said, { from: "persona", text: seen, at }];
  return {
    id: session.id,
    startedAt: session.turns === 0 ? start.at : session.startedAt,
    turns: start.turn,
    messages: seen === "" ? session.messages : [...session.messages, ...exchange],
    ...(session.saidByUser && { saidByUser: [...session.saidByUser, said] }),
    ...(session.held && { held: session.held }),
    ...(pipeline !== undefined && { pipeline }),
  };
};

/** The pipeline that the message of a turn was sent to; `undefined` where the turn ended before. */
export const pipelineIn = (events: readonly TurnEvent[]): string | undefined =>
  events.findLast((event) => event.type === "route")?.pipeline;

/** Whether a message of this conversation was in crisis, beyond doubt: its manner stays that of care. */
export const heldCrisis = ({ messages, held }: Session): boolean =>
  held === "crisis" || messages.some(({ text }) => text === keptPrivate);

/** Whether one was in crisis or in distress: nothing jokes or sells for the rest of it. */
export const heldDistress = (session: Session): boolean =>
  session.held !== undefined || heldCrisis(session) || session.messages.some(({ text }) => text === keptPrivateInDoubt);

/** The user's words before this message, the oldest first, also those that were taken back: for guards. */
export const userWords = ({ messages, saidByUser = messages }: Session): readonly string[] =>
  saidByUser.flatMap(({ from, text }) => (from === "user" ? [text] : []));

/** What the user was shown in a turn: its deltas put together. */
export const shownIn = (events: readonly TurnEvent[]): string =>
  events.map((event) => (event.type === "delta" ? event.text : "")).join("");
