import { basename, extname } from "node:path";
import { InputError } from "../../brain/core/errors.ts";
import type { EvalCase } from "../../brain/core/evaluation.ts";
import { plural } from "../../evals/reports/eval-words.ts";
import { jsonlCase } from "../../evals/suites/jsonl-case.ts";
import { readPromptfoo } from "../../evals/suites/promptfoo.ts";
import { readAssertion } from "../../evals/suites/read-assertion.ts";
import { messagesOf, suiteCase } from "../../evals/suites/suite.ts";
import { describeIssue, formatPath, hintAtMisspelling } from "../describe-issue.ts";
import { parseYaml } from "../parse-yaml.ts";
import { readTextFile } from "../read-text-file.ts";

const shownProblems = 5;

export type Suite = {
  /** The file's name without its ending. */
  readonly name: string;
  readonly cases: readonly EvalCase[];
  /** What was written and is not used, and what an operator should know of the figures. */
  readonly notices: readonly string[];
};

type LineProblem = { readonly line: number; readonly what: string };

/**
 * The cases of a suite: .jsonl, a case a line, or promptfoo-style .yaml or .yml. See docs/suites.md.
 * @throws {InputError} with the lines of the first problems; never quotes a message
 */
export const loadSuite = async (path: string): Promise<Suite> => {
  const ending = extname(path).toLowerCase();
  const name = basename(path, extname(path));
  const isYaml = ending === ".yaml" || ending === ".yml";
  if (!isYaml && ending !== ".jsonl") {
    throw new InputError({
      what: `ends in ${ending === "" ? "nothing" : JSON.stringify(ending)}`,
      where: path,
      expected: ".jsonl with a case a line, or .yaml or .yml with tests",
      fix: "docs/suites.md shows both",
    });
  }
  const text = await readTextFile(path);
  const { cases, notices } = isYaml ? readYaml(text, path, name) : readLines(text, path, name);
  return { name, cases, notices: [...notices, ...noticesOf(cases)].map((notice) => `${path}: ${notice}`) };
};

const readYaml = (text: string, path: string, name: string) => {
  const document = parseYaml(text, path);
  const read = readPromptfoo(document.value, name);
  if (!("problems" in read)) return read;
  throw tell(
    read.problems.map(({ path: at, what }) => ({ line: document.placeOf(at).line, what })),
    path,
  );
};

const readLines = (text: string, path: string, name: string) => {
  const cases: EvalCase[] = [];
  const problems: LineProblem[] = [];
  const lineOf = new Map<string, number>();
  for (const [row, written] of text.split("\n").entries()) {
    if (written.trim() === "") continue;
    const line = row + 1;
    const read = readCase(written, `${name}-${line}`);
    if (Array.isArray(read)) problems.push(...read.map((what) => ({ line, what })));
    else if (lineOf.has(read.id)) problems.push({ line, what: `id is that of line ${lineOf.get(read.id)} again` });
    else {
      lineOf.set(read.id, line);
      cases.push(read);
    }
  }
  if (problems.length > 0) throw tell(problems, path);
  if (cases.length === 0)
    throw new InputError({ what: "holds no cases", where: path, expected: "a JSON object a line" });
  return { cases, notices: [] };
};

/** The case of a line, or what is wrong with it. */
const readCase = (written: string, otherwise: string): EvalCase | string[] => {
  let value: unknown;
  try {
    value = JSON.parse(written);
  } catch {
    return ["not JSON: one whole object a line"];
  }
  const parsed = jsonlCase.safeParse(value, { reportInput: true });
  if (!parsed.success) {
    return parsed.error.issues
      .flatMap((issue) => describeIssue(issue))
      .map((problem) => hintAtMisspelling(problem, value))
      .map(({ path, found, expected, isKey }) => {
        const at = formatPath(path) || "the line";
        return isKey
          ? `${at} is an unknown key (anything else goes under metadata)`
          : `${at} holds ${found}, expected ${expected}`;
      });
  }
  const { id = otherwise, input, expected, metadata, assert = [] } = parsed.data;
  const read = assert.map((raw, at) => readAssertion(raw, ["assert", at]));
  const wrong = read.flatMap((each) => ("problems" in each ? each.problems : []));
  if (wrong.length > 0) return wrong.map(({ path, what }) => `${formatPath(path)}: ${what}`);
  return suiteCase({
    id,
    messages: messagesOf(input),
    expected: expected === undefined ? [] : [expected].flat(),
    metadata,
    assertions: read.flatMap((each) => ("assertion" in each ? [each.assertion] : [])),
  });
};

const noticesOf = (cases: readonly EvalCase[]): readonly string[] => {
  const several = cases.filter(({ metadata }) => metadata?.acceptable !== undefined).length;
  const silent = cases.filter(({ expected, assertions }) => expected === undefined && assertions === undefined).length;
  return [
    ...(several > 0
      ? [
          `${several} of ${plural(cases.length, "case")} ${several === 1 ? "gives" : "give"} several acceptable replies: metrics compare with the first`,
        ]
      : []),
    ...(silent > 0
      ? [
          `${silent} of ${plural(cases.length, "case")} ${silent === 1 ? "demands nothing and expects" : "demand nothing and expect"} nothing`,
        ]
      : []),
  ];
};

const tell = (problems: readonly LineProblem[], path: string): InputError => {
  const told = problems
    .toSorted((a, b) => a.line - b.line)
    .slice(0, shownProblems)
    .map(({ line, what }) => `  line ${line}: ${what}`);
  const rest = problems.length - told.length;
  if (rest > 0) told.push(`  and ${rest} more`);
  return new InputError({
    what: `${plural(problems.length, "problem")}\n${told.join("\n")}`,
    where: path,
    fix: "correct these places; docs/suites.md gives the format",
  });
};
