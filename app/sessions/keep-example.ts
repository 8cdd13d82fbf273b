import { InputError } from "../../brain/core/errors.ts";
import { type Example, type ExampleFileEntry, exampleFileEntry } from "../../brain/core/example.ts";
import type { Message } from "../../brain/core/turn.ts";
import { toInstant } from "../../brain/text/to-instant.ts";
import { loadConversations, parseConversations } from "../load-conversations.ts";
import { parseJson } from "../parse-json.ts";
import { textOf } from "../read-text-file.ts";
import { insertEntry } from "./insert-entry.ts";
import { replaceFile } from "./replace-file.ts";

export type ExampleToKeep = {
  /** As it should be named; where another has that name, a number is put behind it. */
  readonly id: string;
  /** The last one is the user's. */
  readonly messages: readonly Message[];
  readonly reply: string;
  readonly conversation: string;
  readonly tags: readonly string[];
  readonly rating?: number;
};

/** A good id for the example that a turn becomes. */
export const keptId = ({ session, turn }: { readonly session: string; readonly turn: number }): string =>
  `kept-${session.slice(0, 8)}-${turn}`;

/**
 * Puts one example at the end of a conversations.json, and returns its id. The rest of the file stays as it is to the byte;
 * the new text must load, with all examples that were there, before it takes the file's place.
 * @throws {InputError} the file cannot be read or written, or holds this very exchange; it is as it was then
 */
export const keepExample = async ({
  dataPath,
  example,
}: {
  readonly dataPath: string;
  readonly example: ExampleToKeep;
}): Promise<{ readonly id: string }> => {
  let before: readonly Example[] = [];
  let entry = toEntry(example, example.id);
  await replaceFile(
    dataPath,
    async (bytes) => {
      // Tells what is wrong with it, if anything is, as the chat would at its start.
      const text = textOf(bytes, dataPath);
      before = isEmptyList(text, dataPath) ? [] : await parseConversations(text, dataPath);
      refuseTwin(example, before, dataPath);
      entry = toEntry(example, freeId(example.id, before));
      // With a byte order mark, where it has one.
      return insertEntry(bytes.toString("utf8"), entry).text;
    },
    async (draft) => checkOutcome(await loadConversations(draft).catch(() => undefined), before, entry, dataPath),
  );
  return { id: entry.id };
};

type Entry = ExampleFileEntry & { readonly id: string };

const toEntry = ({ messages, reply, conversation, tags, rating }: ExampleToKeep, id: string): Entry => {
  const entry = {
    id,
    conversation,
    ...(tags.length > 0 && { tags: [...tags] }),
    ...(rating !== undefined && { rating }),
    chat_history: {
      messages: messages.map(({ from, text, at }) => ({
        from_creator: from === "persona",
        content: wellFormed(text),
        ...(at !== undefined && { timestamp: at }),
      })),
    },
    output: wellFormed(reply),
  };
  const isReadable = [reply, ...messages.map(({ text }) => text)].every((text) => /[^\s\p{Cc}\p{Cf}]/u.test(text));
  if (exampleFileEntry.safeParse(entry).success && isReadable) return entry;
  throw new InputError({
    what: "this exchange cannot be an example",
    expected: "a message and a reply with words in them",
  });
};

const wellFormed = (text: string): string => text.replace(/\p{Surrogate}/gu, "\uFFFD");

const isEmptyList = (text: string, path: string): boolean => {
  const { value } = parseJson(text, path);
  return Array.isArray(value) && value.length === 0;
};

const refuseTwin = (example: ExampleToKeep, before: readonly Example[], path: string): void => {
  const said = saidIn(example);
  const twin = before.find((one) => saidIn(one) === said);
  if (twin === undefined) return;
  throw new InputError({
    what: `holds this very exchange already, as the example ${JSON.stringify(twin.id)}`,
    where: path,
  });
};

const saidIn = ({ messages, reply }: Pick<Example, "messages" | "reply">): string =>
  JSON.stringify([messages.map(({ from, text }) => [from, wellFormed(text).trim()]), wellFormed(reply).trim()]);

const freeId = (wanted: string, before: readonly Example[]): string => {
  const taken = new Set(before.map(({ id }) => id));
  let id = wanted;
  for (let number = 2; taken.has(id); number++) id = `${wanted}-${number}`;
  return id;
};

/** @throws {InputError} the new file would not hold what it should: the old one stays */
const checkOutcome = (
  after: readonly Example[] | undefined,
  before: readonly Example[],
  entry: Entry,
  path: string,
): void => {
  const kept: Example = {
    id: entry.id,
    conversation: entry.conversation ?? "",
    messages: entry.chat_history.messages.map(({ from_creator, content, timestamp }) => ({
      from: from_creator ? "persona" : "user",
      text: content,
      ...(timestamp !== undefined && { at: toInstant(timestamp) }),
    })),
    reply: entry.output,
    tags: entry.tags ?? [],
    ...(entry.rating !== undefined && { rating: entry.rating }),
  };
  if (JSON.stringify(after) === JSON.stringify([...before, kept])) return;
  throw new InputError({
    what: "could not take the example: with it the file would not load as it should, so that nothing was changed",
    where: path,
    fix: "save the file again with an editor that knows JSON, and try again",
  });
};
