import { readdir } from "node:fs/promises";
import { join, resolve } from "node:path";
import { z } from "zod";
import { loadConversations } from "../load-conversations.ts";
import { packageRoot } from "../paths.ts";
import { readTextFile } from "../read-text-file.ts";

const plainReply = z.object({ part: z.enum(["pool", "held-out"]), reply: z.string() });

/**
 * Replies that the client of `dataPath` did not write, to tell their voice from: those of the personas that come with the
 * program, and plain ones such as any assistant gives. Those that are held out to measure are left out.
 */
export const loadImpostors = async (dataPath: string): Promise<readonly string[]> => {
  const data = join(packageRoot(), "training_data");
  const personas = await readdir(join(data, "personas"));
  const paths = [
    join(data, "conversations.json"),
    ...personas.map((name) => join(data, "personas", name, "conversations.json")),
  ];
  const [plain, ...others] = await Promise.all([
    readTextFile(join(data, "voice", "plain_replies.jsonl")),
    ...paths.filter((path) => resolve(path) !== resolve(dataPath)).map(loadConversations),
  ]);
  const plainReplies = plain
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => plainReply.parse(JSON.parse(line)))
    .filter(({ part }) => part === "pool");
  return [...plainReplies, ...others.flat()].map(({ reply }) => reply);
};
