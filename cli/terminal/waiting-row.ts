import type { Waiting } from "./chat-state.ts";
import { displayLine } from "./display-text.ts";
import { columnsOf } from "./graphemes.ts";
import { cutRow, joinRows, run } from "./inspector/fit-row.ts";
import { isAnswering, isModelStage, typing, withinLimits, working } from "./inspector/stage-after.ts";
import type { Row } from "./row.ts";

const spinner = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏";
/** Milliseconds between two pictures of it. */
export const spinnerPace = 100;
/** Without a word for so long a model is told to be slow: milliseconds. Most answer their first word within 2 s. */
const slow = 8000;
/** The same where it had begun to answer: its words come many a second. */
const silent = 5000;

/** What is waited for and since when, honestly, in one row of at most `columns` columns. */
export const waitingRow = (
  waiting: Waiting,
  { now, columns }: { readonly now: number; readonly columns: number },
): Row => {
  const elapsed = Math.max(0, now - waiting.since);
  const frame = spinner[Math.floor(elapsed / spinnerPace) % spinner.length] ?? "";
  const { what, why } = toldOf(waiting, now);
  const offer = waiting.stage.startsWith(working) ? "" : waiting.stage === typing ? showsRest : cancels;
  const hasOffer = columnsOf(what) + 2 + columnsOf(offer) <= columns;
  const room = columns - (hasOffer ? columnsOf(offer) : 0);
  const row = cutRow([run(`${frame} `, "accent"), run(what + why, "dim")], room);
  return hasOffer ? joinRows(row, [run(offer, "dim")]) : row;
};

const cancels = " · Esc cancels";
const showsRest = " · Esc shows the rest";

/** `why` is what can be cut. */
const toldOf = ({ stage: name, since, heardAt, again }: Waiting, now: number): { what: string; why: string } => {
  const stage = displayLine(name);
  // The stage of another attempt: `waiting for the model, attempt 2 of 3: the reason`.
  const [, begin = stage, attempt = "", why = ""] =
    /^(.+?)(, attempt \d+ of \d+|, within its limits)(: .*)?$/.exec(stage) ?? [];
  const elapsed = seconds(now - since);
  if (again !== undefined && again > now) {
    const pause = `${attempt === withinLimits ? "asking" : "asking again"} in ${Math.ceil((again - now) / 1000)} s`;
    return { what: attempt === "" ? `${begin}: ${pause}` : pause + attempt, why };
  }
  const quiet = Math.max(0, now - Math.max(heardAt, again ?? 0));
  if (isAnswering(stage)) {
    return { what: `${stage}${elapsed}${quiet >= silent ? ` · silent for${seconds(quiet)}` : ""}`, why };
  }
  if (isModelStage(stage) && quiet >= slow) return { what: `the model is slow: nothing for${seconds(quiet)}`, why: "" };
  return { what: begin + elapsed + attempt, why };
};

/** ` 12 s`; nothing for less than one. */
const seconds = (ms: number): string => (ms < 1000 ? "" : ` ${Math.floor(ms / 1000)} s`);
