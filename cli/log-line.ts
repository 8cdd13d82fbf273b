import { dollars } from "../brain/core/dollars.ts";
import type { PredictionRecord } from "../brain/core/prediction.ts";
import { hanging, terminalWidth } from "./lay-out.ts";
import { displayLine, displayText } from "./terminal/display-text.ts";
import { columnsOf, graphemes } from "./terminal/graphemes.ts";

/** A prediction as lines for people: what it was and came to, and below what was said, its beginning where it is long; safe to print. Times are in UTC, as the files' days are. */
export const logLines = (
  { conversation_id, timestamp, model, input, output, metadata }: PredictionRecord,
  width?: number,
) => {
  const {
    turn,
    by,
    error,
    faults,
    latency_ms: ms,
    tokens,
    cost,
    budgets,
    experiment,
    variant,
    user,
    persona,
  } = metadata;
  const cells = [
    timestamp.replace("T", " ").replace(/\.\d+(?=Z)/, ""),
    conversation_id.slice(0, shortId),
    `turn ${turn}`,
    user === undefined ? persona : `${persona} with ${user}`,
    model.provider === model.name ? model.name : `${model.provider}:${model.name}`,
    output.next_state ?? "no pipeline",
    by === undefined ? undefined : `by ${by}`,
    ms === null ? undefined : `${Math.round(ms)} ms`,
    tokens.input + tokens.output === 0 ? undefined : `${tokens.input} + ${tokens.output} tokens`,
    cost === null || cost === 0 ? undefined : dollars(cost),
    experiment === undefined ? undefined : `${experiment}: ${variant ?? "no variant"}`,
    budgets === undefined ? undefined : `budget ${budgets.join(", ")}`,
    faults === undefined ? undefined : `met ${faults.map(({ lm, code }) => `${code} (${lm})`).join(", ")}`,
    error === undefined ? undefined : `error ${error}`,
  ];
  const head = cells.filter((cell) => cell !== undefined).map(displayLine);
  return [
    ...inCells(head, width),
    ...said("  > ", input.user_text ?? leftOut, width),
    ...said("  < ", output.response, width),
  ];
};

/** Cells beside each other, on as many lines as the width asks for; none is broken that fits one. */
const inCells = (cells: readonly string[], width = terminalWidth()): readonly string[] => {
  const lines: string[] = [];
  for (const cell of cells) {
    const line = lines.at(-1);
    if (line === undefined) lines.push(cell);
    else if (columnsOf(`${line}  ${cell}`) <= width) lines[lines.length - 1] = `${line}  ${cell}`;
    else lines.push(`${indent}${cell}`);
  }
  return lines.flatMap((line) =>
    line.startsWith(indent) ? hanging(indent, line.trimStart(), width) : hanging("", line, width),
  );
};

const indent = "    ";

/** Characters that tell conversations apart, as `--session` takes them. */
const shortId = 8;
const leftOut = "(left out)";

/** Characters of a message or a reply: with them, about ten lines of 80 columns. One of 12,000 would fill screens, and hide the predictions around it. */
const longest = 600;

const said = (lead: string, text: string | null, width?: number): readonly string[] => {
  if (text === null) return [];
  const indented = " ".repeat(lead.length);
  const { start, more } = clipped(displayText(text).trim());
  return [
    ...start.split("\n").flatMap((line, at) => hanging(at === 0 ? lead : indented, line, width)),
    ...(more === 0
      ? []
      : hanging(indented, `… ${more.toLocaleString("en")} more character${more === 1 ? "" : "s"}`, width)),
  ];
};

const clipped = (text: string): { readonly start: string; readonly more: number } => {
  if (text.length <= longest) return { start: text, more: 0 };
  const characters = [...graphemes(text)];
  return { start: characters.slice(0, longest).join("").trimEnd(), more: Math.max(0, characters.length - longest) };
};
