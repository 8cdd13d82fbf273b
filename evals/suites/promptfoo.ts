import type { Assertion, EvalCase } from "../../brain/core/evaluation.ts";
import { expandVars, fillIn, type Vars } from "./expand-vars.ts";
import { readAssertion, type SuiteProblem } from "./read-assertion.ts";
import { messagesOf, type SuiteCases, suiteCase, suiteMessages, suiteMetadata } from "./suite.ts";

type Fields = Readonly<Record<string, unknown>>;
type Path = SuiteProblem["path"];

/** Variables that are the user's message where no prompt says which one is. */
const usualMessageVars = ["message", "input", "question", "query", "text"];
/** What stands at the top and has no meaning here, or is read below. */
const topKeys = ["description", "prompts", "providers", "targets", "defaultTest", "tests", "assertionTemplates"];
const ignoredTopKeys = [
  "tags",
  "env",
  "sharing",
  "outputPath",
  "evaluateOptions",
  "commandLineOptions",
  "$schema",
  "metadata",
];
const testKeys = ["description", "vars", "assert", "metadata", "threshold", "options"];
const ignoredTestKeys = ["provider", "providers"];

/**
 * The cases of a promptfoo-style suite, or all that is wrong with it: `tests` of `vars` and `assert`, with `defaultTest`,
 * `assertionTemplates`, weights, thresholds and lists of variables. Prompts and providers are not used: the program that is
 * evaluated has its own. (https://www.promptfoo.dev/docs/configuration/reference/)
 */
export const readPromptfoo = (
  value: unknown,
  name: string,
): SuiteCases | { readonly problems: readonly SuiteProblem[] } => {
  const problems: SuiteProblem[] = [];
  const notices = new Set<string>();
  const refuse = (path: Path, what: string): void => {
    problems.push({ path, what });
  };
  if (!isFields(value)) return { problems: [{ path: [], what: "a suite is an object with tests" }] };
  for (const key of Object.keys(value)) {
    if (ignoredTopKeys.includes(key)) notices.add(`${key} is not used`);
    else if (!topKeys.includes(key)) refuse([key], `${JSON.stringify(key.slice(0, 60))} is not supported`);
  }
  if (value.providers !== undefined || value.targets !== undefined)
    notices.add("providers are not used: --lm and --program say what answers");
  const { messageVar, isUsed } = messageVarOf(value.prompts);
  if (value.prompts !== undefined && !isUsed)
    notices.add(
      "prompts are not used: the program has its own; the variable message, input or question is what the user says",
    );
  const fallback = value.defaultTest ?? {};
  if (!isFields(fallback)) refuse(["defaultTest"], "defaultTest is an object; files are not followed");
  const tests: readonly unknown[] = Array.isArray(value.tests) ? value.tests : [];
  if (value.tests !== undefined && !Array.isArray(value.tests))
    refuse(["tests"], "tests is a list of tests written in this file; other files are not followed");
  else if (tests.length === 0) refuse(["tests"], "there are no tests");

  const templates = isFields(value.assertionTemplates) ? value.assertionTemplates : {};
  const shared = fieldsOf(fallback);
  checkTest(shared, ["defaultTest"], refuse, notices);
  const cases: EvalCase[] = [];
  for (const [at, test] of tests.entries()) {
    const path: Path = ["tests", at];
    if (!isFields(test)) {
      refuse(path, "a test is an object with vars; other files are not followed");
      continue;
    }
    checkTest(test, path, refuse, notices);
    const vars = { ...fieldsOf(shared.vars), ...fieldsOf(test.vars) };
    const combinations = expandVars(vars);
    if (combinations === undefined) {
      refuse([...path, "vars"], "the lists of vars make more than 10,000 combinations");
      continue;
    }
    const metadata = suiteMetadata.safeParse({ ...fieldsOf(shared.metadata), ...fieldsOf(test.metadata) });
    if (!metadata.success)
      refuse([...path, "metadata"], "tags is a list of texts, at an ISO 8601 time, conversation a text");
    const isAlone = fieldsOf(test.options).disableDefaultAsserts === true;
    const written = [
      ...(isAlone ? [] : listOf(shared.assert).map((raw, row) => ({ raw, path: ["defaultTest", "assert", row] }))),
      ...listOf(test.assert).map((raw, row) => ({ raw, path: [...path, "assert", row] })),
    ];
    const before = problems.length;
    for (const [row, chosen] of combinations.entries()) {
      const id = `${name}-${at + 1}${combinations.length > 1 ? `.${row + 1}` : ""}`;
      const messages = conversationOf(chosen, messageVar);
      if (typeof messages === "string") refuse([...path, "vars"], messages);
      const assertions = assertionsOf(written, chosen, templates, refuse);
      if (typeof messages === "string" || !metadata.success) break;
      const threshold = test.threshold ?? shared.threshold;
      const description = test.description;
      cases.push(
        suiteCase({
          id,
          messages,
          metadata: { ...metadata.data, ...(typeof description === "string" && { description }) },
          assertions: typeof threshold === "number" ? inOne(assertions, threshold) : assertions,
        }),
      );
      if (problems.length > before) break; // the others would tell the same
    }
  }
  return problems.length > 0 ? { problems: once(problems) } : { cases, notices: [...notices] };
};

type Refuse = (path: Path, what: string) => void;

const checkTest = (test: Fields, path: Path, refuse: Refuse, notices: Set<string>): void => {
  for (const key of Object.keys(test)) {
    if (ignoredTestKeys.includes(key)) notices.add(`${key} of a test is not used`);
    else if (!testKeys.includes(key)) refuse([...path, key], `${JSON.stringify(key.slice(0, 60))} is not supported`);
  }
  for (const key of ["vars", "metadata", "options"])
    if (test[key] !== undefined && !isFields(test[key]))
      refuse([...path, key], `${key} is an object; other files are not followed`);
  if (test.assert !== undefined && !Array.isArray(test.assert)) refuse([...path, "assert"], "assert is a list");
  const { threshold } = test;
  if (threshold !== undefined && !(typeof threshold === "number" && threshold >= 0 && threshold <= 1))
    refuse([...path, "threshold"], "threshold is a number from 0 to 1");
  for (const key of Object.keys(fieldsOf(test.options)))
    if (key !== "disableDefaultAsserts")
      refuse([...path, "options", key], `${JSON.stringify(key.slice(0, 60))} is not supported`);
};

/** The variable that a prompt of nothing but `{{name}}` names. */
const messageVarOf = (prompts: unknown): { readonly messageVar?: string; readonly isUsed: boolean } => {
  const only = Array.isArray(prompts) && prompts.length === 1 ? prompts[0] : prompts;
  const messageVar = typeof only === "string" ? /^\s*\{\{\s*([\w-]+)\s*\}\}\s*$/.exec(only)?.[1] : undefined;
  return messageVar === undefined ? { isUsed: false } : { messageVar, isUsed: true };
};

/** What the user says, or why that cannot be told. */
const conversationOf = (vars: Vars, messageVar: string | undefined): EvalCase["messages"] | string => {
  if (Array.isArray(vars.messages)) {
    const parsed = suiteMessages.safeParse(vars.messages);
    if (parsed.success) return messagesOf({ messages: parsed.data });
    return "messages is a list of {role: user or assistant, content} with the user's last";
  }
  const names = Object.keys(vars);
  const usual = usualMessageVars.find((known) => names.includes(known));
  const name = messageVar ?? usual ?? (names.length === 1 ? names[0] : undefined);
  const written = name === undefined ? undefined : vars[name];
  if (name === undefined || written === undefined)
    return `no variable is what the user says: name it ${messageVar ?? "message"}`;
  const filled = typeof written === "string" || typeof written === "number" ? fillIn(String(written), vars) : undefined;
  if (filled === undefined) return `${name} is no text`;
  if ("unknown" in filled) return `${name} holds ${filled.unknown}, and only {{name}} of a variable can be filled in`;
  if (filled.text.trim() === "") return `${name} is empty`;
  if (filled.text.startsWith("file://")) return `${name} names a file: write the text here`;
  return messagesOf(filled.text);
};

const assertionsOf = (
  written: readonly { readonly raw: unknown; readonly path: Path }[],
  vars: Vars,
  templates: Fields,
  refuse: Refuse,
): readonly Assertion[] =>
  written.flatMap(({ raw, path }) => {
    const meant = referred(raw, templates);
    if (meant === undefined) {
      refuse([...path, "$ref"], "a $ref is #/assertionTemplates/ and a name that stands there");
      return [];
    }
    const filled = fillInside(meant, vars);
    if ("unknown" in filled) {
      refuse(
        path,
        `${filled.unknown} cannot be used: only {{name}} of a variable is filled in, and files are not read`,
      );
      return [];
    }
    const read = readAssertion(filled.value, path);
    if ("assertion" in read) return [read.assertion];
    for (const problem of read.problems) refuse(problem.path, problem.what);
    return [];
  });

const referred = (raw: unknown, templates: Fields): unknown => {
  if (!isFields(raw) || raw.$ref === undefined) return raw;
  const name = /^#\/assertionTemplates\/([\w-]+)$/.exec(String(raw.$ref))?.[1];
  return name !== undefined && Object.hasOwn(templates, name) ? templates[name] : undefined;
};

/** Fills in every text of an assertion. */
const fillInside = (value: unknown, vars: Vars): { readonly value: unknown } | { readonly unknown: string } => {
  if (typeof value === "string") {
    if (value.startsWith("file://")) return { unknown: value.slice(0, 60) };
    const filled = fillIn(value, vars);
    return "unknown" in filled ? filled : { value: filled.text };
  }
  if (typeof value !== "object" || value === null) return { value };
  const inner = Object.entries(value).map(([key, each]) => [key, fillInside(each, vars)] as const);
  const fault = inner.flatMap(([, each]) => ("unknown" in each ? [each] : []))[0];
  if (fault !== undefined) return fault;
  const filled = inner.map(([key, each]) => [key, "value" in each ? each.value : undefined] as const);
  return { value: Array.isArray(value) ? filled.map(([, each]) => each) : Object.fromEntries(filled) };
};

/** A test's own threshold makes it pass or fail as a whole. */
const inOne = (assertions: readonly Assertion[], threshold: number): readonly Assertion[] =>
  assertions.length === 0 ? [] : [{ type: "assert-set", negated: false, weight: 1, threshold, value: assertions }];

const once = (problems: readonly SuiteProblem[]): readonly SuiteProblem[] => [
  ...new Map(problems.map((problem) => [JSON.stringify([problem.path, problem.what]), problem])).values(),
];

const isFields = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const fieldsOf = (value: unknown): Fields => (isFields(value) ? value : {});
const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
