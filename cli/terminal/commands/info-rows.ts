import type { ChatInfo } from "../../../app/chat/chat.ts";
import { facts } from "../../lay-out.ts";
import { displayLine } from "../display-text.ts";
import { columnsOf } from "../graphemes.ts";
import { bar } from "../inspector/bar.ts";
import { cutRow } from "../inspector/fit-row.ts";
import { readableCost } from "../inspector/turn-events.ts";
import type { Row } from "../row.ts";
import { shiftWords } from "./spans.ts";

/** Columns of a bar, and those of the window below which there is none. */
const barColumns = 20;
const narrow = 56;

const labelColumns = 9;

export type InfoOptions = {
  /** Of the window. */
  readonly columns: number;
  /** Whether anything was said yet. */
  readonly hasBegun: boolean;
};

/** How a chat stands: the session, who speaks in it, and what the next message will meet. */
export const infoRows = (known: ChatInfo, { columns, hasBegun }: InfoOptions): readonly Row[] => {
  const part = (rows: readonly (readonly [string, string])[]) =>
    facts(
      rows.map(([what, fact]) => [what.padEnd(labelColumns), displayLine(fact)] as const),
      columns,
    );
  const head = (text: string): Row => cutRow([{ text, looks: ["dim"] }], columns);
  const { prompt, completion } = known.tokens;
  return [
    ...part(sessionFacts(known, hasBegun)),
    head("with your next message the model is told:"),
    ...part(contextFacts(known)),
    ...historyRows(known, columns),
    head("so far, all replies that were tried counted:"),
    ...part([
      ["tokens", `${figure(prompt)} prompt + ${figure(completion)} reply`],
      ["cost", known.cost === undefined ? "unknown: no price is set (--price)" : readableCost(known.cost)],
    ]),
  ];
};

const sessionFacts = (known: ChatInfo, hasBegun: boolean): readonly (readonly [string, string])[] => [
  ["session", known.title === undefined ? known.session : `${known.title} (${known.session})`],
  ["begun", hasBegun ? timeIn(known.timeZone, known.startedAt) : "not yet: your first message begins it"],
  [
    "file",
    known.file ??
      (hasBegun ? "none: this conversation is not written down" : "none yet: it comes with your first message"),
  ],
  ["persona", `${known.persona} · ${known.personaPath}`],
  ["examples", `${figure(known.examples)} of ${known.dataPath}`],
  ["program", known.program ?? "the default one: none is promoted"],
  ["model", `${known.lm} · ${known.lmReason}`],
  ["embedder", known.embedder],
  ["pipeline", known.pinned === undefined ? "by the mood of each message" : `${known.pinned}, as pinned with /mood`],
];

const contextFacts = (known: ChatInfo): readonly (readonly [string, string])[] => [
  ["time", `${known.context.localTime}, ${known.context.partOfDay}${shiftWords(known.clockShift)}`],
  ["length", known.context.conversationLength],
  ["pause", known.context.sinceLastMessage],
];

/** `2026-12-24 23:40 Europe/Lisbon` */
const timeIn = (timeZone: string, at: string): string => {
  // Swedish writes dates as ISO 8601 does.
  const format = new Intl.DateTimeFormat("sv-SE", { timeZone, dateStyle: "short", timeStyle: "short" });
  return `${format.format(new Date(at))} ${timeZone}`;
};

/** What the next prompt holds of the conversation, against its limits. */
const historyRows = ({ history }: ChatInfo, columns: number): readonly Row[] =>
  [
    { used: history.messages, most: history.maxMessages, what: "messages" },
    { used: history.tokens, most: history.maxTokens, what: "tokens" },
  ].map(({ used, most, what }, at): Row => {
    const lead = `${(at === 0 ? "history" : "").padEnd(labelColumns)}  `;
    const told = `${figure(used)} of ${figure(most)} ${what}`;
    const drawn = bar(most === 0 ? 0 : used / most, barColumns);
    const room = columns - columnsOf(lead) - columnsOf(told) - 2;
    if (columns < narrow || room < barColumns) return lead + told;
    return [{ text: lead }, { text: drawn, looks: ["accent"] }, { text: `  ${told}` }];
  });

const figure = (value: number): string => value.toLocaleString("en");
