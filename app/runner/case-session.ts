import { partOfDay } from "../../brain/context/turn-context.ts";
import type { EvalCase } from "../../brain/core/evaluation.ts";
import type { InputGuard } from "../../brain/core/ports.ts";
import { type Session, wordsLeftOut } from "../../brain/core/session.ts";
import { type Message, type PartOfDay, partsOfDay } from "../../brain/core/turn.ts";
import { screenMessage } from "../../brain/modules/screen-message.ts";
import { cleanMessage } from "../../brain/text/normalise.ts";

/** When a case without a time of its own is asked, unless `--now` says otherwise: an ordinary Wednesday. */
const ordinaryDay = Date.parse("2026-01-14T00:00:00Z");
/** Hours (UTC) after it: noon where nothing says better. */
const noon = 12;
const oneHour = 3_600_000;
const oneMinute = 60_000;

/** Milliseconds since 1970 at which a case is asked: its own time, else an hour of the part of day that it is tagged with. */
export const momentOf = ({ at, tags }: EvalCase, timeZone: string, now?: number): number => {
  if (at !== undefined) return Date.parse(at);
  if (now !== undefined) return now;
  const wanted = partsOfDay.find((part) => tags.includes(part));
  return ordinaryDay + oneHour * (wanted === undefined ? noon : hourOf(wanted, timeZone));
};

/**
 * A case as models, embedders and records may have it: the words of each message that no model may read are left out, as
 * the turn leaves them out, and what is cut off a message that is too long is gone.
 */
export const readableCase = async (evalCase: EvalCase, guards: readonly InputGuard[]): Promise<EvalCase> => ({
  ...evalCase,
  messages: await readableMessages(evalCase.messages, guards),
});

/** The same of the messages alone. */
export const readableMessages = async (
  messages: readonly Message[],
  guards: readonly InputGuard[],
): Promise<readonly Message[]> => {
  const readable: Message[] = [];
  for (const message of messages) {
    readable.push(message.from === "user" ? await readableMessage(message, readable, guards) : message);
  }
  return readable;
};

const readableMessage = async (
  message: Message,
  before: readonly Message[],
  guards: readonly InputGuard[],
): Promise<Message> => {
  const { text, truncated } = cleanMessage(message.text);
  const { findings } = await screenMessage(guards, { text, history: [...before] });
  const withheld = wordsLeftOut(findings);
  // Nobody has looked for a crisis in what was cut off.
  return withheld === undefined && !truncated ? message : { ...message, text: withheld ?? text };
};

/** The conversation of a readable case as a chat would have kept it when its last message comes in: messages without a time lie a minute apart. */
export const sessionOf = ({ id, messages }: EvalCase, moment: number): Session => {
  const before = messages.slice(0, -1);
  const history = before.map(({ from, text, at }, place) => ({
    from,
    text,
    at: at ?? new Date(moment - (before.length - place) * oneMinute).toISOString(),
  }));
  return {
    id: `case-${id}`,
    startedAt: history[0]?.at ?? new Date(moment).toISOString(),
    turns: history.filter(({ from }) => from === "user").length,
    messages: history,
  };
};

/** The middle one of the hours (UTC) that lie in this part of the persona's day. */
const hourOf = (part: PartOfDay, timeZone: string): number => {
  const local = new Intl.DateTimeFormat("en-GB", { timeZone, hour: "2-digit", hourCycle: "h23" });
  const hours = Array.from({ length: 24 }, (_, hour) => hour).filter(
    (hour) => partOfDay(Number(local.format(ordinaryDay + hour * oneHour))) === part,
  );
  return hours[Math.floor(hours.length / 2)] ?? noon;
};
