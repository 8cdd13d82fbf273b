import type { ChatInfo, ConnectionInfo } from "../../../app/chat/chat.ts";
import { dollars } from "../../../brain/core/dollars.ts";
import type { BudgetStanding } from "../../../brain/core/spend.ts";
import { facts } from "../../lay-out.ts";
import { displayLine } from "../display-text.ts";
import { columnsOf } from "../graphemes.ts";
import { bar } from "../inspector/bar.ts";
import { budgetFigures, budgetPercent } from "../inspector/budget-words.ts";
import { cutRow } from "../inspector/fit-row.ts";
import { readableTime } from "../inspector/turn-events.ts";
import type { Look, Row } from "../row.ts";
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
      ["cost", known.cost === undefined ? "unknown: no price is set (--price)" : dollars(known.cost)],
    ]),
    ...((known.budgets ?? []).length === 0 ? [] : [head("of what may be spent:"), ...budgetRows(known, columns)]),
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
  ...(known.user === undefined ? [] : ([["user", known.user]] as const)),
  ["persona", `${known.persona} · ${known.personaPath}`],
  ["examples", `${figure(known.examples)} of ${known.dataPath}`],
  ["program", known.program ?? "the default one: none is promoted"],
  ["model", `${known.lm} · ${known.lmReason}`],
  ...inLine(known).map((connection, at) => [at === 0 ? "in line" : "", connectionFact(connection)] as const),
  ...(known.experiment === undefined
    ? []
    : ([["variant", `${known.experiment.variant} of the experiment ${known.experiment.experiment}`]] as const)),
  ["embedder", known.embedder],
  ["pipeline", known.pinned === undefined ? "by the mood of each message" : `${known.pinned}, as pinned with /mood`],
];

/** Who is asked for replies, where that says more than the model's name. */
const inLine = ({ connections = [] }: ChatInfo): readonly ConnectionInfo[] =>
  connections.length > 1 || connections.some(({ name, pausedFor }) => name !== undefined || pausedFor !== undefined)
    ? connections
    : [];

/** `fast (groq:x), where those before cannot · not asked for 12 s: it failed too often` */
const connectionFact = ({ name, lm, role, pausedFor }: ConnectionInfo): string =>
  [
    name === undefined ? lm : `${name} (${lm})`,
    role === "fallback" ? ", where those before give no reply" : "",
    pausedFor === undefined ? "" : ` · not asked for ${readableTime(pausedFor)}: it failed too often`,
  ].join("");

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
  ].map(({ used, most, what }, at) =>
    barRow(at === 0 ? "history" : "", {
      share: most === 0 ? 0 : used / most,
      told: `${figure(used)} of ${figure(most)} ${what}`,
      columns,
    }),
  );

/** How far each budget is used up. */
const budgetRows = ({ budgets = [] }: ChatInfo, columns: number): readonly Row[] =>
  budgets.map((standing) =>
    barRow(standing.scope, {
      share: budgetPercent(standing) / 100,
      told: `${budgetFigures(standing)}${levels[standing.level]}`,
      columns,
      look: standing.level === "hard" ? "bad" : "accent",
    }),
  );

const levels: Readonly<Record<BudgetStanding["level"], string>> = {
  free: "",
  soft: " · nearly used up",
  hard: " · used up",
};

type Bar = { readonly share: number; readonly told: string; readonly columns: number; readonly look?: Look };

/** A share as a bar with its figures; figures alone where there is no room for both. */
const barRow = (name: string, { share, told, columns, look = "accent" }: Bar): Row => {
  const lead = `${name.padEnd(labelColumns)}  `;
  const room = columns - columnsOf(lead) - columnsOf(told) - 2;
  if (columns < narrow || room < barColumns) return cutRow([{ text: lead + told }], columns);
  return [{ text: lead }, { text: bar(share, barColumns), looks: [look] }, { text: `  ${told}` }];
};

const figure = (value: number): string => value.toLocaleString("en");
