import { z } from "zod";
import { InputError } from "../../brain/core/errors.ts";

/** One line of a file of people's ratings: which case, by which rubric, 1–5. */
const humanLabel = z.strictObject({
  id: z.string().min(1),
  rubric: z.string().min(1),
  rating: z.int().min(1).max(5),
});

export type HumanLabel = Readonly<z.infer<typeof humanLabel>>;

/**
 * The ratings of a JSONL file `{"id", "rubric", "rating"}`, one a line; blank lines are passed over. Several people may rate
 * one case: their lines are all kept. `where` is what errors call the file. @throws {InputError} with the line
 */
export const parseHumanLabels = (text: string, where: string): readonly HumanLabel[] =>
  text
    .replace(/^\uFEFF/, "")
    .split(/\r?\n/)
    .flatMap((line, at) => {
      if (line.trim() === "") return [];
      const parsed = humanLabel.safeParse(parseLine(line));
      if (parsed.success) return [parsed.data];
      const path = parsed.error.issues[0]?.path.join(".") ?? "";
      throw new InputError({
        what: `line ${at + 1} is no rating${path === "" ? "" : ` (look at ${path})`}`,
        where,
        expected: '{"id": "a case", "rubric": "helpful", "rating": 4}, the rating a whole number from 1 to 5',
      });
    });

const parseLine = (line: string): unknown => {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
};
