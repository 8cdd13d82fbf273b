import { createHash } from "node:crypto";
import { InputError } from "../brain/core/errors.ts";
import { type Example, type ExampleFileEntry, exampleFileEntry } from "../brain/core/example.ts";
import { toInstant } from "../brain/text/to-instant.ts";
import { breatheIfDue } from "./breathe.ts";
import { describeIssue, formatPath, hintAtMisspelling, type Problem } from "./describe-issue.ts";
import { type JsonDocument, parseJson } from "./parse-json.ts";
import { readTextFile } from "./read-text-file.ts";

/** Problems that are told in full; the rest are counted. */
const shownProblems = 5;
/** Where so much is wrong, counting on is of no use to anybody. */
const countedProblems = 1000;

/**
 * The examples of a conversations.json, in the file's order. Keys that are not known are passed over.
 *
 * Where an entry has no `id` it gets the first 16 hex digits of the SHA-256 of the whole entry, and a later entry that
 * is the same to the letter is left out; `conversation` defaults to the same of the first message. Lone surrogates
 * become U+FFFD; times without an offset are taken as UTC.
 * @throws {InputError} with the first problems, each with its path, line, what was found and what was expected. Names
 * keys and kinds of values, never what anybody wrote.
 */
export const loadConversations = async (path: string): Promise<readonly Example[]> =>
  parseConversations(await readTextFile(path), path);

/** The same of the file's text, where that was read already. @throws {InputError} */
export const parseConversations = async (text: string, path: string): Promise<readonly Example[]> => {
  const document = parseJson(text, path);
  const entries = toEntries(document.value, path);
  const problems: Problem[] = [];
  const examples: Example[] = [];
  const rowOfId = new Map<string, { row: number; given: boolean }>();
  for (const [row, entry] of entries.entries()) {
    await breatheIfDue();
    const parsed = exampleFileEntry.safeParse(entry, { reportInput: true });
    const found = parsed.success
      ? blanks(parsed.data)
      : parsed.error.issues
          .flatMap((issue) => describeIssue(issue))
          .map((problem) => hintAtMisspelling(problem, entry));
    for (const problem of found) problems.push({ ...problem, path: [row, ...problem.path] });
    if (problems.length > countedProblems) break;
    if (!parsed.success || found.length > 0) continue;
    const example = toExample(parsed.data);
    const given = parsed.data.id !== undefined;
    const twin = rowOfId.get(example.id);
    if (twin === undefined) {
      rowOfId.set(example.id, { row, given });
      examples.push(example);
    } else if (given || twin.given) {
      problems.push({
        path: [row, "id"],
        found: `the id of [${twin.row}] again`,
        expected: "an id of its own",
        isKey: false,
      });
    }
  }
  if (problems.length > 0) throw tell(problems, document, path);
  return examples;
};

const toEntries = (value: unknown, path: string): readonly unknown[] => {
  const expected = 'a list: [{ "chat_history": { "messages": […] }, "output": "…" }, …]';
  if (!Array.isArray(value)) {
    const kind = value === null ? "null" : typeof value === "object" ? "an object" : `a ${typeof value}`;
    const inner =
      typeof value === "object" && value !== null ? Object.entries(value).find(([, v]) => Array.isArray(v)) : undefined;
    const isEntry = typeof value === "object" && value !== null && "chat_history" in value;
    const fix = isEntry ? "put [ and ] around it" : inner && `move the list under ${formatPath([inner[0]])} to the top`;
    throw new InputError({ what: `holds ${kind} at its top`, where: path, expected, ...(fix ? { fix } : {}) });
  }
  if (value.length === 0) throw new InputError({ what: "holds no examples", where: path, expected });
  return value;
};

/** Texts with nothing to read in them: spaces, control and formatting characters. */
const blanks = (entry: ExampleFileEntry): readonly Problem[] => {
  const texts = entry.chat_history.messages.map((message, row) => ({
    text: message.content,
    path: ["chat_history", "messages", row, "content"],
  }));
  return [...texts, { text: entry.output, path: ["output"] }]
    .filter(({ text }) => !/[^\s\p{Cc}\p{Cf}]/u.test(text))
    .map(({ path }) => ({ path, found: "empty text", expected: "text that is not empty", isKey: false }));
};

const toExample = (entry: ExampleFileEntry): Example => {
  const { chat_history, output, id, conversation, tags, rating } = entry;
  const messages = chat_history.messages.map(({ from_creator, content, timestamp }) => ({
    from: from_creator ? ("persona" as const) : ("user" as const),
    text: wellFormed(content),
    ...(timestamp === undefined ? {} : { at: toInstant(timestamp) }),
  }));
  const reply = wellFormed(output);
  const first = messages[0];
  return {
    id: id ?? hash([messages.map(({ from, text, at }) => [from, text, at]), reply, conversation, tags, rating]),
    conversation: conversation ?? hash([first?.from, first?.text]),
    messages,
    reply,
    tags: tags ?? [],
    ...(rating === undefined ? {} : { rating }),
  };
};

const wellFormed = (text: string): string => text.replace(/\p{Surrogate}/gu, "\uFFFD");

const hash = (parts: readonly unknown[]): string =>
  createHash("sha256").update(JSON.stringify(parts)).digest("hex").slice(0, 16);

const tell = (problems: readonly Problem[], document: JsonDocument, path: string): InputError => {
  const shown = problems.slice(0, shownProblems);
  const places = document.locate(shown.map((problem) => problem.path));
  const lines = shown.map(
    ({ path: at, found, expected }, row) =>
      `  line ${places[row]?.line}, column ${places[row]?.column}: ${formatPath(at)} holds ${found}, expected ${expected}`,
  );
  const rest = problems.length - shown.length;
  if (rest > 0) lines.push(`  and ${problems.length > countedProblems ? `${countedProblems} or more` : rest} more`);
  const count = problems.length > countedProblems ? `over ${countedProblems}` : `${problems.length}`;
  return new InputError({
    what: `${count} ${problems.length === 1 ? "problem" : "problems"}\n${lines.join("\n")}`,
    where: path,
    fix: "correct these places; training_data/README.md gives the format",
  });
};
