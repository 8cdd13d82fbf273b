import { z } from "zod";
import { InputError } from "../../brain/core/errors.ts";
import type { Splits } from "../../evals/splits.ts";
import { describeIssue, formatPath } from "../describe-issue.ts";
import { parseJson } from "../parse-json.ts";
import { readTextFile } from "../read-text-file.ts";

export type { Splits } from "../../evals/splits.ts";

const names = z.array(z.string().min(1));
const splitsFile = z.object({ train: names.min(1), dev: names, test: names });

/**
 * The splits of a splits.json: names of conversations (`Example.conversation`) under `train`, `dev` and `test`.
 * `undefined` where there is no such file: a client's own data need not have one.
 * @throws {InputError} malformed, or a conversation named twice, so that what is measured could have been learned
 */
export const loadSplits = async (path: string): Promise<Splits | undefined> => {
  const text = await readTextFile(path).catch((error: unknown) => {
    if (isMissing(error)) return undefined;
    throw error;
  });
  if (text === undefined) return undefined;
  const document = parseJson(text, path);
  const parsed = splitsFile.safeParse(document.value, { reportInput: true });
  if (!parsed.success) {
    const problem = parsed.error.issues.flatMap((issue) => describeIssue(issue))[0];
    if (problem === undefined) throw parsed.error;
    const place = document.locate([problem.path])[0];
    throw new InputError({
      what: `${formatPath(problem.path) || "the top"} holds ${problem.found} (line ${place?.line})`,
      where: path,
      expected: problem.expected,
    });
  }
  const { train, dev, test } = parsed.data;
  const seen = new Map<string, string>();
  for (const [split, conversations] of Object.entries({ train, dev, test })) {
    for (const [row, conversation] of conversations.entries()) {
      const before = seen.get(conversation);
      const at = formatPath([split, row]);
      if (before !== undefined) {
        throw new InputError({
          what: `${before} and ${at} name the same conversation (line ${document.locate([[split, row]])[0]?.line})`,
          where: path,
          expected: "each conversation in one split, once",
        });
      }
      seen.set(conversation, at);
    }
  }
  return { train: new Set(train), dev: new Set(dev), test: new Set(test) };
};

const isMissing = (error: unknown): boolean =>
  error instanceof InputError && (error.cause as NodeJS.ErrnoException | undefined)?.code === "ENOENT";
