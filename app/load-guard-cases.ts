import { InputError } from "../brain/core/errors.ts";
import { type GuardCase, guardCase } from "../evals/guard-cases.ts";
import { describeIssue, formatPath } from "./describe-issue.ts";
import { readTextFile } from "./read-text-file.ts";

const shownProblems = 5;

/**
 * The labelled cases of a guard_cases.jsonl, one JSON object a line, blank lines passed over.
 * @throws {InputError} with the lines of the first problems; names keys and kinds of values, not the texts
 */
export const loadGuardCases = async (path: string): Promise<readonly GuardCase[]> => {
  const cases: GuardCase[] = [];
  const lineOf = new Map<string, number>();
  const problems: string[] = [];
  const lines = (await readTextFile(path)).split("\n");
  for (const [at, line] of lines.entries()) {
    if (line.trim() === "") continue;
    const found = readCase(line);
    if (typeof found === "string") problems.push(`  line ${at + 1}: ${found}`);
    else if (lineOf.has(found.id)) problems.push(`  line ${at + 1}: id is that of line ${lineOf.get(found.id)} again`);
    else {
      lineOf.set(found.id, at + 1);
      cases.push(found);
    }
  }
  if (problems.length > 0) {
    const rest = problems.length - shownProblems;
    throw new InputError({
      what: `${problems.length} ${problems.length === 1 ? "line" : "lines"} cannot be used\n${problems.slice(0, shownProblems).join("\n")}${rest > 0 ? `\n  and ${rest} more` : ""}`,
      where: path,
      expected:
        '{"id", "side": "input" or "output", "text", "previous"?, "expect": "allow", "block", "steer" or "mask", "category"?}',
    });
  }
  if (cases.length === 0)
    throw new InputError({ what: "holds no cases", where: path, expected: "one JSON object a line" });
  return cases;
};

const readCase = (line: string): GuardCase | string => {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return "not JSON";
  }
  const parsed = guardCase.safeParse(value, { reportInput: true });
  if (parsed.success) return parsed.data;
  return parsed.error.issues
    .flatMap((issue) => describeIssue(issue))
    .map(({ path, found, expected }) => `${formatPath(path) || "the line"} holds ${found}, expected ${expected}`)
    .join("; ");
};
