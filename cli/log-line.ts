import type { PredictionRecord } from "../brain/core/prediction.ts";
import { hanging } from "./lay-out.ts";
import { displayLine, displayText } from "./terminal/display-text.ts";

/** A prediction as lines for people: what it was and came to, and below what was said; safe to print. Times are in UTC, as the files' days are. */
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
  return [head.join("  "), ...said("  > ", input.user_text ?? leftOut, width), ...said("  < ", output.response, width)];
};

/** Characters that tell conversations apart, as `--session` takes them. */
const shortId = 8;
const leftOut = "(left out)";

const said = (lead: string, text: string | null, width?: number): readonly string[] =>
  text === null
    ? []
    : displayText(text)
        .trim()
        .split("\n")
        .flatMap((line, at) => hanging(at === 0 ? lead : " ".repeat(lead.length), line, width));

/** Two digits that tell something: most turns cost less than a cent. */
const dollars = (cost: number): string =>
  `$${cost >= 1 ? cost.toFixed(2) : cost.toFixed(Math.min(9, 1 - Math.floor(Math.log10(cost))))}`;
