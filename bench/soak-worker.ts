// The process that the soak looks at: one understudy, as its settings wire it, and many conversations at once. Prints what
// it saw as JSON. Runs where its understudy.yaml lies, with --expose-gc.
import { openUnderstudy } from "../app/compose.ts";
import { afterTurn, type Session, shownIn, startSession } from "../brain/core/session.ts";
import type { TurnEvent } from "../brain/core/turn.ts";
import { runTurn } from "../brain/run-turn.ts";
import { isOfReply } from "./soak-words.ts";
import { syntheticMessage } from "./synthetic-examples.ts";

export type SoakTask = { readonly turns: number; readonly atOnce: number; readonly seed: number };

/** What was seen from within. */
export type SoakSight = {
  readonly turns: number;
  /** By whom a reply came and how it ended (`model complete`), and errors by their codes (`error timeout`): how often. */
  readonly endings: Readonly<Record<string, number>>;
  /** Events and decisions about connections: how often. */
  readonly decisions: Readonly<Record<string, number>>;
  /** What must not be, in words: the first of them. */
  readonly wrongs: readonly string[];
  readonly wrongCount: number;
  /** Milliseconds of each turn. */
  readonly took: readonly number[];
  /** Bytes in use after each quarter of the turns, after a full collection. */
  readonly heap: readonly number[];
  /** What the process waits for, by kind, before the first turn, after the last, and after all was closed. */
  readonly resources: { readonly before: Counts; readonly after: Counts; readonly closed: Counts };
  readonly rejections: readonly string[];
  readonly warnings: readonly string[];
  readonly notices: readonly string[];
};

type Counts = Readonly<Record<string, number>>;

const turnsOfSession = 10;
const quarters = 4;
const mostTold = 12;
/** Text that is in no sound reply: of broken lines, of refusals, of pages. */
const neverShown = /the secret|language model|assist you|x{50}|doctype|\uFFFD/i;
/** What a person can read: words, no trace of a program's inside. */
const isReadable = (message: string) => /\w+ \w+/.test(message) && !/undefined|\[object|\bat .*:\d+:\d+/.test(message);

const { turns, atOnce, seed }: SoakTask = JSON.parse(process.argv[2] ?? "");
const rejections: string[] = [];
const warnings: string[] = [];
process.on("unhandledRejection", (reason) => rejections.push(String(reason)));
process.on("uncaughtException", (error) => rejections.push(String(error)));
process.on("warning", ({ name, message }) => warnings.push(`${name}: ${message}`));

const endings = new Map<string, number>();
const decisions = new Map<string, number>();
const wrongs: string[] = [];
const took: number[] = [];
const heap: number[] = [];
const count = (of: Map<string, number>, name: string) => of.set(name, (of.get(name) ?? 0) + 1);

const resources = (): Counts => {
  const counts = new Map<string, number>();
  for (const kind of process.getActiveResourcesInfo()) count(counts, kind);
  return Object.fromEntries(counts);
};

/** After what is still pending has run: what waits for it is no leak. */
const settle = async () => {
  for (let round = 0; round < 4; round++) {
    await new Promise((resolve) => setTimeout(resolve, 100));
    globalThis.gc?.();
  }
};

const { understudy, close, takeNotices } = await openUnderstudy({});

const look = (message: string, events: readonly TurnEvent[], session: string) => {
  const shown = shownIn(events);
  const wrong = (what: string) => wrongs.push(`${session}, ${JSON.stringify(message)}: ${what}`);
  const ends = events.filter(({ type }) => type === "reply" || type === "error");
  const end = events.at(-1);
  if (ends.length !== 1 || (end?.type !== "reply" && end?.type !== "error")) return wrong(`${ends.length} ends`);
  if (neverShown.test(shown)) wrong(`it was shown ${JSON.stringify(shown.slice(0, 200))}`);
  const lm = events.findLast((event) => event.type === "usage")?.lm ?? "";
  if (end.type === "error") {
    count(endings, `error ${end.code}`);
    if (!isReadable(end.message)) wrong(`no line for people: ${end.message}`);
    if (end.shown !== shown) wrong("an error that tells other words than were shown");
  } else {
    count(endings, `${end.by} ${end.ended}`);
    if (end.text !== shown || shown.trim() === "") wrong("the deltas are not the reply");
    const isServers = (end.by === "model" || end.by === "fallback") && !lm.startsWith("offline");
    if (isServers && !isOfReply(shown, message)) wrong(`no reply of ${lm}: ${JSON.stringify(shown)}`);
  }
  for (const event of events) {
    if (event.type === "connection") count(decisions, event.decision);
    else if (event.type === "retry") count(decisions, `retry ${event.code ?? "guard"}`);
    else if (event.type === "wait" || event.type === "budget") count(decisions, event.type);
  }
};

const hold = async (number: number) => {
  let session: Session = startSession(`soak-${seed}-${number}`, new Date().toISOString());
  for (let turn = 0; turn < turnsOfSession; turn++) {
    const message = syntheticMessage(seed * 1_000_003 + number * turnsOfSession + turn);
    const from = performance.now();
    const events: TurnEvent[] = [];
    for await (const event of runTurn(understudy, session, message, {})) events.push(event);
    took.push(performance.now() - from);
    look(message, events, `${session.id} turn ${turn + 1}`);
    session = afterTurn(session, events, new Date().toISOString());
  }
};

await settle();
const before = resources();
const sessions = Math.ceil(turns / turnsOfSession);
let next = 0;
for (let quarter = 1; quarter <= quarters; quarter++) {
  const upTo = Math.round((sessions * quarter) / quarters);
  const work = async () => {
    while (next < upTo) await hold(next++);
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  await settle();
  heap.push(process.memoryUsage().heapUsed);
}
const after = resources();
const notices = [...takeNotices()];
await close();
await settle();
const sight: SoakSight = {
  turns: took.length,
  endings: Object.fromEntries(endings),
  decisions: Object.fromEntries(decisions),
  wrongs: wrongs.slice(0, mostTold),
  wrongCount: wrongs.length,
  took,
  heap,
  resources: { before, after, closed: resources() },
  rejections: rejections.slice(0, mostTold),
  warnings: warnings.slice(0, mostTold),
  notices: [...notices, ...takeNotices()],
};
process.stdout.write(JSON.stringify(sight));
