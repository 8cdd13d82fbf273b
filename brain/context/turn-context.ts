import type { Session } from "../core/session.ts";
import type { Context } from "../core/signature.ts";
import type { PartOfDay } from "../core/turn.ts";
import { inWords } from "./duration.ts";

/** The time and duration fields of one turn. `now` in milliseconds since 1970; `timeZone` an IANA name. */
export const turnContext = (now: number, timeZone: string, session: Session): Context => {
  const { weekday, date, hour, minute } = localParts(now, timeZone);
  const last = session.messages.at(-1)?.at;
  return {
    localTime: `${weekday} ${date} ${hour}:${minute} ${timeZone}`,
    partOfDay: partOfDay(Number(hour)),
    conversationLength: conversationLength(now, session),
    sinceLastMessage: last === undefined ? "none: this is the first message" : inWords(now - Date.parse(last)),
  };
};

/** Morning from 5, afternoon from 12, evening from 17, night from 22 (hours of the local clock, 0–23). */
export const partOfDay = (hour: number): PartOfDay => {
  if (hour < 5 || hour >= 22) return "night";
  if (hour < 12) return "morning";
  return hour < 17 ? "afternoon" : "evening";
};

const conversationLength = (now: number, session: Session): string => {
  const count = session.messages.length + 1;
  if (count === 1) return "just begun, 1 message";
  return `${inWords(now - Date.parse(session.startedAt))}, ${count} messages`;
};

// Building a formatter takes 50 times as long as using it.
const formatters = new Map<string, Intl.DateTimeFormat>();

const localParts = (now: number, timeZone: string) => {
  let formatter = formatters.get(timeZone);
  if (formatter === undefined) {
    formatter = new Intl.DateTimeFormat("en-GB", {
      timeZone,
      weekday: "long",
      year: "numeric",
      month: "2-digit",
      day: "2-digit",
      hour: "2-digit",
      minute: "2-digit",
      hourCycle: "h23",
    });
    formatters.set(timeZone, formatter);
  }
  const parts = Object.fromEntries(formatter.formatToParts(now).map(({ type, value }) => [type, value]));
  const { weekday = "", year = "", month = "", day = "", hour = "", minute = "" } = parts;
  return { weekday, date: `${year}-${month}-${day}`, hour, minute };
};
