import { open, stat } from "node:fs/promises";
import type { z } from "zod";
import { InputError } from "../../brain/core/errors.ts";
import type { Example } from "../../brain/core/example.ts";
import {
  type CompletedSequence,
  type Conversation,
  completedSequence,
  conversationOf,
  type Sequence,
  sequence,
} from "../../evals/simulate/sequence.ts";
import { transcript } from "../../evals/simulate/transcript.ts";
import { errnoOf } from "../../store/store-error.ts";
import { describeIssue, formatPath } from "../describe-issue.ts";
import { loadSplits } from "../evaluation/load-splits.ts";
import { loadConversations } from "../load-conversations.ts";
import { splitsPathFor } from "../paths.ts";
import { type FileLine, streamLines } from "./stream-lines.ts";

const shownProblems = 5;

/**
 * The conversations of a file, one after the other: transcripts, sequences, or a conversations.json, of whose examples
 * each is one with its reply at the end. Read it once with `checkLines` before anything depends on it.
 * @throws {InputError} a line that cannot be used
 */
export async function* readConversations(path: string): AsyncGenerator<Conversation> {
  if (await isJsonArray(path)) {
    for (const example of await loadConversations(path)) yield ofExample(example);
    return;
  }
  for await (const line of streamLines(path)) yield parseLine(line, path, conversationLine);
}

/**
 * Conversations of a file that the splits beside it keep as the testset; none where it is no conversations.json, or has no
 * splits.
 * @throws {InputError} the splits cannot be read
 */
export const testsetOf = async (path: string): Promise<ReadonlySet<string>> =>
  ((await isJsonArray(path)) && (await loadSplits(splitsPathFor(path)))?.test) || new Set();

/** The sequences of a file, completed or not, one after the other. @throws {InputError} */
export async function* readSequences(path: string): AsyncGenerator<Sequence | CompletedSequence> {
  for await (const line of streamLines(path)) yield asSequence(line, path);
}

/**
 * Reads a whole file beforehand, so that nothing is done with half of it. Returns the number of its lines.
 * @throws {InputError} with the lines of the first problems; an id that is there twice is one where `uniqueIds` is set
 */
export const checkLines = async (
  path: string,
  kind: "conversations" | "sequences",
  {
    seen = new Map(),
    uniqueIds = true,
    each,
  }: {
    seen?: Map<string, string>;
    uniqueIds?: boolean;
    each?: (one: Pick<Sequence, "id" | "conversation">) => void;
  } = {},
): Promise<number> => {
  const isArray = await isJsonArray(path);
  if (kind === "conversations" && isArray) return (await loadConversations(path)).length;
  const problems: string[] = [];
  let count = 0;
  let wrong = 0;
  const note = (problem: string) => {
    wrong++;
    if (problems.length < shownProblems) problems.push(problem);
  };
  for await (const line of streamLines(path)) {
    count++;
    const found = tryLine(line, kind === "sequences" ? sequenceLine : conversationLine);
    if ("problem" in found) {
      note(`line ${line.number}${line.isEnded ? "" : " (half-written?)"}: ${found.problem}`);
      continue;
    }
    each?.(found.value);
    const before = seen.get(found.value.id);
    if (uniqueIds && before !== undefined) note(`line ${line.number}: id is that of ${before} again`);
    else seen.set(found.value.id, `${path}, line ${line.number}`);
  }
  if (wrong > 0) {
    throw new InputError({
      what: `${wrong} ${wrong === 1 ? "line" : "lines"} cannot be used${problems.map((each) => `\n  ${each}`).join("")}${wrong > problems.length ? `\n  and ${wrong - problems.length} more` : ""}`,
      where: path,
      expected: kind === "sequences" ? sequenceShape : `${transcriptShape}, or ${sequenceShape}`,
      fix: "mend the lines, or remove them",
    });
  }
  if (count === 0) throw new InputError({ what: "holds nothing", where: path, expected: "one JSON object a line" });
  return count;
};

/** A line as a sequence, completed or not. @throws {InputError} */
export const asSequence = (line: FileLine, path: string): Sequence | CompletedSequence =>
  parseLine(line, path, sequenceLine);

const sequenceShape = '{"id", "conversation", "messages": [{"from_creator", "content", "timestamp"?}], "next"?}';
const transcriptShape = "a transcript of `simulate`";

const sequenceLine = (value: unknown) => {
  const schema = isObject(value) && "completions" in value ? completedSequence : sequence;
  return parsed(schema as z.ZodType<Sequence | CompletedSequence>, value); // either has what the other has not
};

const conversationLine = (value: unknown): Parsed<Conversation> => {
  if (!isObject(value) || !("turns" in value)) return parsed(sequence, value);
  const found = parsed(transcript, value);
  return "problem" in found ? found : { value: conversationOf(found.value) };
};

type Parsed<Value> = { readonly value: Value } | { readonly problem: string };

const parsed = <Value>(schema: z.ZodType<Value>, value: unknown): Parsed<Value> => {
  const found = schema.safeParse(value, { reportInput: true });
  if (found.success) return { value: found.data };
  const problems = found.error.issues
    .flatMap((issue) => describeIssue(issue))
    .map(({ path, found: held, expected }) => `${formatPath(path) || "the line"} holds ${held}, expected ${expected}`);
  return { problem: problems.join("; ") };
};

const tryLine = <Value>(line: FileLine, read: (value: unknown) => Parsed<Value>): Parsed<Value> => {
  if (line.problem !== undefined) return { problem: line.problem };
  let value: unknown;
  try {
    value = JSON.parse(line.text);
  } catch {
    return { problem: "not JSON" };
  }
  return read(value);
};

const parseLine = <Value>(line: FileLine, path: string, read: (value: unknown) => Parsed<Value>): Value => {
  const found = tryLine(line, read);
  if ("value" in found) return found.value;
  throw new InputError({ what: found.problem, where: `${path}, line ${line.number}` });
};

const ofExample = ({ id, conversation, messages, reply }: Example): Conversation => ({
  id,
  conversation,
  messages: [
    ...messages.map(({ from, text, at }) => ({
      from_creator: from === "persona",
      content: text,
      ...(at !== undefined && { timestamp: at }),
    })),
    { from_creator: true, content: reply },
  ],
});

const isObject = (value: unknown): value is object => typeof value === "object" && value !== null;

/** By its first sign. @throws {InputError} also for a pipe, which could be read only once */
const isJsonArray = async (path: string): Promise<boolean> => {
  const beginning = await readBeginning(path).catch((cause: unknown) => {
    const errno = errnoOf(cause);
    if (errno === undefined) throw cause;
    const what = errno === "ENOENT" ? "there is no such file" : `cannot be read (${errno})`;
    throw new InputError({ what, where: path }, { cause });
  });
  if (beginning !== undefined) return /^\uFEFF?\s*\[/.test(beginning);
  throw new InputError({ what: "is not a file", where: path, expected: "a file, since it is read twice" });
};

/** `undefined` where it is no file. */
const readBeginning = async (path: string): Promise<string | undefined> => {
  if (!(await stat(path)).isFile()) return undefined;
  const file = await open(path, "r");
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(1024), 0, 1024, 0);
    return buffer.toString("utf8", 0, bytesRead);
  } finally {
    await file.close();
  }
};
