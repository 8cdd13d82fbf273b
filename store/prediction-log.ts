import { join } from "node:path";
import type { PredictionLog, PredictionRecord } from "../brain/core/prediction.ts";
import { type AppendLine, lineAppender } from "./append-line.ts";
import { dayOf, fileOf } from "./prediction-files.ts";
import type { KeptPredictions, Rotation } from "./rotate-predictions.ts";
import { StoreError } from "./store-error.ts";

export type PredictionLogInput = {
  /** Created, for its owner alone, when the first record is written. */
  readonly directory: string;
  /** `keep_days`: days that a file is kept, 0 for ever. */
  readonly settings: { readonly keep_days: number; readonly compress: boolean };
  /** Told of a disk that fails, once until it works again: the chat goes on without its records. */
  readonly onProblem: (error: StoreError) => void;
  /** Told, in words for the operator, of what should be known though nothing failed. */
  readonly onNotice?: (notice: string) => void;
  /** Milliseconds since 1970. @default Date.now */
  readonly now?: () => number;
  /** @default the appender of the house */
  readonly append?: AppendLine;
  readonly rotate?: (rotation: Rotation) => Promise<void>;
  /** Milliseconds that `close` waits for a rotation under way before it is abandoned. @default 2000 */
  readonly patience?: number;
};

export type OpenedPredictionLog = PredictionLog & {
  /** Finishes what goes on in the background, or abandons it: the next process takes it up. Records can still be appended. */
  close(): Promise<void>;
};

/**
 * Appends each record as one line to `YYYY-MM-DD.jsonl` (the day of its timestamp, UTC), in the order of the calls; half a
 * line, left by a crash or a full disk, is ended before the next one. After the first record on a day, files of days gone
 * by are compressed and those kept long enough deleted, in the background. Never throws.
 */
export const predictionLog = ({
  directory,
  settings,
  onProblem,
  onNotice,
  now = Date.now,
  append = lineAppender(),
  rotate = rotateLater,
  patience = 2000,
}: PredictionLogInput): OpenedPredictionLog => {
  let isFailing = false;
  let rotatedOn: string | undefined;
  let rotating: Promise<void> = Promise.resolve();
  let abandon = new AbortController();

  const write = async (record: PredictionRecord): Promise<void> => {
    const at = Date.parse(record.timestamp);
    // A clock that is far off must not cost the record.
    const day = at >= earliest && at <= latest ? dayOf(at) : dayOf(now());
    const path = join(directory, fileOf(day));
    try {
      await append(path, JSON.stringify(record));
      isFailing = false;
    } catch (error) {
      report(path, error);
      return;
    }
    rotateOnce(day);
  };

  const rotateOnce = (written: string): void => {
    const today = dayOf(now());
    if (rotatedOn === today) return;
    rotatedOn = today;
    const { signal } = abandon;
    const { keep_days: keepDays, compress } = settings;
    // By this machine's day: a conversation whose clock was set to another one must not delete anything.
    rotating = rotating
      .then(() => rotate({ directory, today, except: new Set([written]), keepDays, compress, signal, onKept }))
      .catch((error: unknown) => report(directory, error));
  };

  const onKept = ({ files, last, today }: KeptPredictions): void => {
    const many = files === 1 ? "1 file" : `${files} files`;
    onNotice?.(
      `${many} of the prediction log would be deleted by their age (${settings.keep_days} days), but are kept for now: the clock says ${today}, and the last turn before was on ${last}. Where the clock is right, they are deleted after the first turn of another day.`,
    );
  };

  const report = (path: string, error: unknown): void => {
    if (isFailing) return;
    isFailing = true;
    try {
      onProblem(error instanceof StoreError ? error : new StoreError("unwritable", path, error));
    } catch {
      // A listener that fails must not end the chat either.
    }
  };

  return {
    append: write,
    async close() {
      const giveUp = setTimeout(() => abandon.abort(), patience);
      await rotating;
      clearTimeout(giveUp);
      if (abandon.signal.aborted) abandon = new AbortController();
    },
  };
};

/** Loaded when the first turn is over. */
const rotateLater = async (rotation: Rotation): Promise<void> =>
  (await import("./rotate-predictions.ts")).rotatePredictions(rotation);

/** The instants, in milliseconds since 1970, whose day is written in ten characters. */
const earliest = Date.parse("0000-01-01T00:00:00.000Z");
const latest = Date.parse("9999-12-31T23:59:59.999Z");
