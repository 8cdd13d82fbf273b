import type { SessionSummary, UnreadableSession } from "../brain/core/session-ports.ts";
import { plural } from "../evals/reports/eval-words.ts";
import { hanging } from "./lay-out.ts";
import { print } from "./print.ts";
import { tell } from "./tell.ts";
import { displayLine } from "./terminal/display-text.ts";

/** Prints the kept conversations, the newest first. Returns the exit code. */
export const listSessions = async ({ json = false }: { readonly json?: boolean }): Promise<number> => {
  const { openSessions } = await import("../app/sessions/open-sessions.ts");
  const unreadable: UnreadableSession[] = [];
  const sessions = await openSessions().list({ unreadable: (session) => unreadable.push(session) });
  if (json) await print(`${JSON.stringify(sessions.map(asJson), null, 2)}\n`);
  else await print(`${(sessions.length === 0 ? [none] : sessions.flatMap(blockOf)).join("\n")}\n`);
  if (unreadable.length > 0) {
    const files = unreadable.map(({ file }) => displayLine(file)).join(", ");
    tell(`${plural(unreadable.length, "session")} cannot be read: ${files}`);
  }
  return 0;
};

const none = "no sessions yet: what is said in `understudy chat` is kept as it happens";

/** What goes before the id of the next one: an id is what the other commands take. */
const blockOf = ({ id, title, persona, messages, lastAt, last, isOver }: SessionSummary): readonly string[] => [
  displayLine(`${id}${isOver ? "  (ended)" : ""}`),
  ...hanging("    ", displayLine(`${title} — ${persona}, ${plural(messages, "message")}, ${localMinute(lastAt)}`)),
  ...hanging("    last: ", displayLine(last.length > 200 ? `${last.slice(0, 200)}…` : last)),
];

/** `2026-12-24 23:40`, by the clock of this machine. */
const localMinute = (iso: string): string => new Date(iso).toLocaleString("sv-SE").slice(0, 16);

const asJson = ({ id, title, persona, personaPath, startedAt, lastAt, messages, last, isOver }: SessionSummary) => ({
  id,
  title,
  persona,
  ...(personaPath !== undefined && { personaPath }),
  startedAt,
  lastAt,
  messages,
  last,
  ended: isOver,
});
