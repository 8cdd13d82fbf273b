import { join } from "node:path";
import type { Log, TurnRecord } from "../brain/core/ports.ts";
import { lineAppender } from "./append-line.ts";
import { StoreError } from "./store-error.ts";

export type TurnLogInput = {
  /** Created, for its owner alone, when the first record is written. */
  readonly directory: string;
  /** Called at most once: the chat goes on without its record. */
  readonly onProblem: (error: StoreError) => void;
};

/**
 * Appends each record as one line to `YYYY-MM-DD.jsonl` (the day of its time, UTC), in the order of the calls; half a
 * line, left by a crash or a full disk, is ended before the next one. Never throws.
 */
export const turnLog = ({ directory, onProblem }: TurnLogInput): Log => {
  const append = lineAppender();
  let told = false;

  const write = async (record: TurnRecord): Promise<void> => {
    let path = directory;
    try {
      path = join(directory, `${new Date(record.time).toISOString().slice(0, 10)}.jsonl`);
      await append(path, JSON.stringify(record));
    } catch (error) {
      report(new StoreError("unwritable", path, error));
    }
  };

  const report = (error: StoreError): void => {
    if (told) return;
    told = true;
    try {
      onProblem(error);
    } catch {
      // A listener that fails must not end the chat either.
    }
  };

  return { append: write };
};
