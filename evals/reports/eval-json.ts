import type { RunReport } from "../run-report.ts";

/** The report's data as JSON, in pieces, a line for each turn; `format` names the version of its shape. */
export function* evalJson({ turns, ...rest }: RunReport): Iterable<string> {
  // Without the brace that closes it: the turns come last, since all of them together may be longer than a string can be.
  yield `${JSON.stringify(rest, undefined, 2).slice(0, -2)},\n  "turns": [`;
  for (const [at, turn] of turns.entries()) yield `${at > 0 ? "," : ""}\n    ${JSON.stringify(turn)}`;
  yield "\n  ]\n}\n";
}
