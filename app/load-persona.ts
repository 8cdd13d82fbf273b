import { Composer, Document, isMap, isNode, isPair, Lexer, LineCounter, Parser, YAMLParseError } from "yaml";
import { z } from "zod";
import { InputError } from "../brain/core/errors.ts";
import { type Persona, personaSchema } from "../brain/core/persona.ts";
import { builtInTopics, isBuiltIn } from "../brain/core/policy.ts";
import { nearestName } from "../brain/text/nearest-name.ts";
import type { Steps } from "../guards/steps.ts";
import type { FindPattern } from "../guards/topics/operator-patterns.ts";
import { breatheIfDue, inPieces } from "./breathe.ts";
import { describeIssue, formatPath, hintAtMisspelling, type Problem } from "./describe-issue.ts";
import { type CompiledPattern, compilePatterns } from "./patterns.ts";
import { readTextFile } from "./read-text-file.ts";

const maxBytes = 1024 * 1024;
const shownProblems = 5;
/** Deep enough for any persona. Some 1,000 levels make the yaml package end the whole process, past any catch. */
const maxDepth = 64;

/** A persona with what its file alone can tell. */
export type PersonaFile = {
  readonly persona: Persona;
  /** Where it was read. */
  readonly path: string;
  /** The line, from 1, at which a key or an item stands; of its nearest parent where the file does not have it. */
  lineOf(path: Problem["path"]): number | undefined;
  /** The policy's patterns by topic, ready to search. */
  readonly patterns: ReadonlyMap<string, readonly FindPattern[]>;
};

/**
 * The persona of a persona.yaml.
 * @throws {InputError} with line and column, path, what was found and what was expected, for the first five problems
 */
export const loadPersona = async (path: string): Promise<PersonaFile> => {
  const text = await readTextFile(path, { maxBytes });
  const lines = new LineCounter();
  const document = await parseYaml(text, lines, path);
  await breatheIfDue();
  const value = toValue(document, path);
  await breatheIfDue();
  const parsed = personaSchema.safeParse(value, { reportInput: true });
  if (parsed.success) {
    const patterns = await compilePatterns(parsed.data.policy);
    const wrong = [...patterns].flatMap(([topic, each]) => each.flatMap((one, at) => patternProblem(topic, at, one)));
    if (wrong.length > 0) throw tell(wrong, document, lines, path);
    return {
      persona: parsed.data,
      path,
      lineOf: (keys) => {
        const offset = offsetOf(document, { path: keys, found: "", expected: "", isKey: true });
        return offset === undefined ? undefined : lines.linePos(offset).line;
      },
      patterns: new Map(
        [...patterns].map(([topic, each]) => [topic, each.flatMap((one) => ("find" in one ? [one.find] : []))]),
      ),
    };
  }
  const problems = parsed.error.issues
    .flatMap((issue) => describeIssue(issue, { showValues: true }))
    .map((problem) => hintAtMisspelling(problem, value));
  throw tell(problems, document, lines, path);
};

const patternProblem = (topic: string, at: number, pattern: CompiledPattern): readonly Problem[] =>
  "problem" in pattern
    ? [{ path: ["policy", topic, "patterns", at], found: "text", expected: pattern.problem, isKey: false }]
    : [];

const parseYaml = async (text: string, lines: LineCounter, where: string): Promise<Document> => {
  const tooDeep = deepLine(text);
  if (tooDeep !== undefined) {
    throw new InputError({ what: `is nested more than ${maxDepth} levels deep (line ${tooDeep})`, where });
  }
  await breatheIfDue();
  const document = await inPieces(documentSteps(text, lines));
  const fault = document.errors[0] ?? document.warnings[0];
  if (fault === undefined) return document;
  const { line, col } = lines.linePos(fault.pos[0]);
  if (fault.code === "MULTIPLE_DOCS") {
    throw new InputError({
      what: `holds more than one document: --- at line ${line} starts another`,
      where,
      expected: "one persona a file",
    });
  }
  throw new InputError({
    what: `is not valid YAML at line ${line}, column ${col}: ${fault.message.split("\n")[0]}`,
    where,
    fix: 'check indentation and quotes there; text with a colon, # or quotes in it goes in "double quotes"',
  });
};

/** As `parseDocument` of yaml, with a pause after each lexeme: 18 kB take 30 ms in a program that has just started. */
function* documentSteps(text: string, lines: LineCounter): Steps<Document> {
  const parser = new Parser(lines.addNewLine);
  const tokens = [];
  lines.addNewLine(0);
  for (const lexeme of new Lexer().lex(text)) {
    tokens.push(...parser.next(lexeme));
    yield;
  }
  tokens.push(...parser.end());
  yield;
  const composer = new Composer({ lineCounter: lines, prettyErrors: false, logLevel: "error" });
  const [document, another] = [...composer.compose(tokens, true, text.length)];
  if (document === undefined) return new Document();
  if (another !== undefined) {
    const [from, to] = another.range;
    document.errors.push(new YAMLParseError([from, to], "MULTIPLE_DOCS", "more than one document"));
  }
  return document;
}

/** The first line on which brackets, dashes or indentation nest too deep. Counts brackets in text too: only 64 unclosed ones would mislead it. */
const deepLine = (text: string): number | undefined => {
  let open = 0;
  for (const [row, line] of text.split("\n").entries()) {
    const start = /^[\s?:-]*/.exec(line)?.[0] ?? "";
    if (start.replace(/\s/g, "").length > maxDepth && /[^-]/.test(line.trim())) return row + 1;
    if (start.length > 4 * maxDepth && line.trim() !== "") return row + 1;
    for (const unit of line) {
      if (unit === "[" || unit === "{") open++;
      else if ((unit === "]" || unit === "}") && open > 0) open--;
      if (open > maxDepth) return row + 1;
    }
  }
  return undefined;
};

const toValue = (document: Document, where: string): unknown => {
  try {
    // yaml's guard against "billion laughs": aliases that unfold into more than 100 times what is written.
    return document.toJS({ maxAliasCount: 100 });
  } catch (cause) {
    const isBomb = cause instanceof ReferenceError && cause.message.startsWith("Excessive");
    throw new InputError(
      {
        what: isBomb ? "its aliases (*name) unfold without bounds" : "an alias (*name) has no anchor (&name) before it",
        where,
        fix: "write the text out where it is needed",
      },
      { cause },
    );
  }
};

const tell = (problems: readonly Problem[], document: Document, lines: LineCounter, where: string): InputError => {
  const told = problems.slice(0, shownProblems).map((problem) => {
    const { line, col } = lines.linePos(offsetOf(document, problem) ?? 0);
    const at = formatPath(problem.path) || "the top";
    if (problem.isKey) {
      const near = nearestName(String(problem.path.at(-1)), knownKeys(problem.path.slice(0, -1)));
      return `  ${line}:${col} ${at} is an unknown key${near === undefined ? "" : `; did you mean ${near}?`}`;
    }
    const quotes = problem.expected === "text" && /^(the number|true|false)/.test(problem.found);
    const hint = quotes ? ' (put it in "quotes")' : topicHint(problem);
    return `  ${line}:${col} ${at} holds ${problem.found}, expected ${problem.expected}${hint}`;
  });
  const rest = problems.length - told.length;
  if (rest > 0) told.push(`  and ${rest} more`);
  return new InputError({
    what: `${problems.length} ${problems.length === 1 ? "problem" : "problems"} (line:column)\n${told.join("\n")}`,
    where,
    fix: "correct these places; training_data/persona.yaml is a whole example",
  });
};

/** For a topic of the policy that nothing knows: the built-in one that was probably meant. */
const topicHint = ({ path: [section, name, ...deeper] }: Problem): string => {
  if (section !== "policy" || typeof name !== "string" || deeper.length > 0 || isBuiltIn(name)) return "";
  const near = nearestName(name, builtInTopics);
  return near === undefined ? "" : `; did you mean ${near}?`;
};

/** Where a problem stands: its key, or its value, or the nearest parent that is there. */
const offsetOf = (document: Document, { path, isKey }: Problem): number | undefined => {
  for (let length = path.length; length > 0; length--) {
    const parent = length === 1 ? document.contents : document.getIn(path.slice(0, length - 1), true);
    const key = path[length - 1];
    const pair = isMap(parent)
      ? parent.items.find((item) => isPair(item) && isNode(item.key) && String(item.key) === String(key))
      : undefined;
    const node = document.getIn(path.slice(0, length), true);
    const target = isKey && length === path.length ? pair?.key : (node ?? pair?.key);
    if (isNode(target) && target.range) return target.range[0];
    if (isNode(pair?.key) && pair.key.range) return pair.key.range[0];
  }
  return undefined;
};

/** Keys that the persona's schema knows at a path; none where it takes any. */
const knownKeys = (path: Problem["path"]): readonly string[] => {
  let schema: unknown = z.toJSONSchema(personaSchema, { io: "input", unrepresentable: "any" });
  for (const step of path) {
    const { properties, additionalProperties, items } = objectBranch(schema);
    schema = typeof step === "number" ? items : (properties?.[step] ?? additionalProperties);
  }
  return Object.keys(objectBranch(schema).properties ?? {});
};

type Branch = { properties?: Readonly<Record<string, unknown>>; additionalProperties?: unknown; items?: unknown };

/** Of a union, the branch with keys: only an object can hold an unknown one. */
const objectBranch = (schema: unknown): Branch => {
  if (typeof schema !== "object" || schema === null) return {};
  const branches = "anyOf" in schema && Array.isArray(schema.anyOf) ? (schema.anyOf as readonly Branch[]) : [];
  return branches.find((branch) => "properties" in branch) ?? (schema as Branch);
};
