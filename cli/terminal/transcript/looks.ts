import type { Look, Row, Run } from "../row.ts";

/** A row of these runs, without the spaces that end it; a string where it has no looks. */
export const rowOf = (runs: readonly Run[]): Row => {
  const row: Run[] = [];
  for (const run of runs) {
    const last = row.at(-1);
    if (run.text === "") continue;
    if (last && sameLooks(last.looks, run.looks)) row[row.length - 1] = { ...last, text: last.text + run.text };
    else row.push(run);
  }
  for (let last = row.pop(); last; last = row.pop()) {
    const text = last.text.trimEnd();
    if (text === "") continue;
    row.push({ ...last, text });
    break;
  }
  return row.every(({ looks }) => looks === undefined) ? row.map(({ text }) => text).join("") : row;
};

/** A run with these looks; without any where there are none. */
export const runOf = (text: string, looks: readonly Look[]): Run => (looks.length === 0 ? { text } : { text, looks });

const sameLooks = (a: readonly Look[] | undefined, b: readonly Look[] | undefined): boolean =>
  a === b || (a?.length === b?.length && (a ?? []).every((look, at) => look === b?.[at]));
