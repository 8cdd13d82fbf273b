import { readFile } from "node:fs/promises";
import { z } from "zod";
import { ProgramError } from "../brain/core/errors.ts";
import { errnoOf, StoreError } from "./store-error.ts";
import { writeTogether } from "./write-together.ts";

const promotion = z.object({ name: z.string(), id: z.string(), at: z.string() });

/** All that was ever done, the oldest first: nothing is struck out, so that it can be told later who spoke when. */
const promotionsFile = z.object({
  format: z.literal(1),
  history: z.array(
    z.discriminatedUnion("action", [
      promotion.extend({ action: z.literal("promote") }),
      z.object({ action: z.literal("rollback"), at: z.string() }),
    ]),
  ),
});

export type Promotion = Readonly<z.infer<typeof promotion>>;
type History = z.infer<typeof promotionsFile>["history"];

/** The history of promotions in a file; empty where there is none. @throws {ProgramError} damaged, mismatched @throws {StoreError} */
export const readPromotions = async (path: string): Promise<History> => {
  const text = await readFile(path, "utf8").catch((error: unknown) => {
    if (["ENOENT", "ENOTDIR"].includes(errnoOf(error) ?? "")) return undefined;
    throw new StoreError("unreadable", path, error);
  });
  if (text === undefined) return [];
  const value = parse(text);
  if (typeof value === "object" && value !== null && "format" in value && Number(value.format) > 1) {
    throw new ProgramError("mismatched", `${path} was written by a newer version of Understudy: update this one.`);
  }
  const parsed = promotionsFile.safeParse(value);
  if (parsed.success) return parsed.data.history;
  throw new ProgramError(
    "damaged",
    `${path}, which tells the promoted program, cannot be read: it is damaged, and chat does not start until it is mended.\n  to fix:   remove it: nothing is promoted then, and \`understudy programs promote NAME\` promotes again; \`--program default\` does without for once`,
  );
};

/** @throws {StoreError} unwritable */
export const writePromotions = (path: string, history: History): Promise<void> =>
  writeTogether([{ path, data: `${JSON.stringify({ format: 1, history }, null, 1)}\n` }]);

/** The promotions that were not rolled back, the current one last. */
export const standing = (history: History): readonly Promotion[] => {
  const stack: Promotion[] = [];
  for (const step of history) {
    if (step.action === "promote") stack.push({ name: step.name, id: step.id, at: step.at });
    else stack.pop();
  }
  return stack;
};

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};
