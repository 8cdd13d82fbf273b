import type { Settings } from "../app/settings.ts";
import { plural } from "../evals/reports/eval-words.ts";
import { print } from "./print.ts";
import { displayLine } from "./terminal/display-text.ts";

/** A gate that did not pass. */
const notPassed = 100;

/** Prints the rules of the policy that never decide, and the examples that break it. Returns the exit code: 100 where there are any. */
export const guardLint = async (settings: Settings): Promise<number> => {
  const { lintPersona } = await import("../app/lint-persona.ts");
  const { problems, rules, examples } = await lintPersona(settings);
  const read = `${plural(rules, "topic")} and ${plural(examples, "example")} read`;
  const lines = [
    ...problems.map(({ where, message }) => displayLine(`${where}: ${message}`)),
    problems.length === 0 ? `${read}: nothing to mend` : `${read}: ${problems.length} to mend`,
  ];
  await print(`${lines.join("\n")}\n`);
  return problems.length === 0 ? 0 : notPassed;
};
