import { open } from "node:fs/promises";
import { InputError } from "../../brain/core/errors.ts";
import type { CompletedSequence, Completion, Sequence } from "../../evals/simulate/sequence.ts";
import { errnoOf, StoreError } from "../../store/store-error.ts";
import { asSequence } from "./load-transcripts.ts";
import { streamLines } from "./stream-lines.ts";

/** What an answer is known by. */
export const keyOf = (
  id: string,
  { program, programId, lm }: Pick<Completion, "program" | "programId" | "lm">,
): string => JSON.stringify([id, program, programId, lm]);

/**
 * Keys of the answers that a file of completions holds; none where it is not there. `isTorn`: a crash left half a line at
 * its end, which is none of them.
 * @throws {InputError} another line cannot be used, so that asking again could be paying again
 */
export const readCompletions = async (
  path: string,
  retryErrors: boolean,
): Promise<{ readonly done: ReadonlySet<string>; readonly isTorn: boolean }> => {
  const done = new Set<string>();
  if (!(await exists(path))) return { done, isTorn: false };
  for await (const line of streamLines(path)) {
    if (!line.isEnded && line.text.startsWith('{"') && !isJson(line.text)) return { done, isTorn: true };
    const one = asSequence(line, path);
    if (!isCompleted(one)) {
      throw new InputError({
        what: "holds a sequence without completions: it is not a file that `transcripts complete` wrote",
        where: `${path}, line ${line.number}`,
        fix: "name another file with --out",
      });
    }
    for (const completion of one.completions) {
      const key = keyOf(one.id, completion);
      // Of several answers to the same the last one counts.
      if (completion.error && retryErrors) done.delete(key);
      else done.add(key);
    }
  }
  return { done, isTorn: false };
};

export const isCompleted = (one: Sequence | CompletedSequence): one is CompletedSequence =>
  "completions" in one && Array.isArray(one.completions);

/** Creates the file, for its owner alone, or takes half a line off its end. @throws {StoreError} */
export const prepareCompletions = async (path: string, isTorn: boolean): Promise<void> => {
  try {
    const file = await open(path, "a+", 0o600);
    try {
      if (!isTorn) return;
      const { size } = await file.stat();
      let end = size;
      for (const block = Buffer.alloc(1 << 16); end > 0; ) {
        const start = Math.max(0, end - block.length);
        const { bytesRead } = await file.read(block, 0, end - start, start);
        const at = block.subarray(0, bytesRead).lastIndexOf(10);
        end = at === -1 ? start : start + at + 1;
        if (at !== -1) break;
      }
      await file.truncate(end);
    } finally {
      await file.close();
    }
  } catch (error) {
    throw new StoreError("unwritable", path, error);
  }
};

const exists = async (path: string): Promise<boolean> => {
  try {
    await (await open(path, "r")).close();
    return true;
  } catch (cause) {
    if (errnoOf(cause) === "ENOENT") return false;
    throw new InputError({ what: `cannot be read (${errnoOf(cause) ?? "unknown fault"})`, where: path }, { cause });
  }
};

const isJson = (text: string): boolean => {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
};
