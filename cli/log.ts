import { setTimeout as wait } from "node:timers/promises";
import type { PredictionFilter } from "../app/predictions/select-predictions.ts";
import type { PredictionRecord } from "../brain/core/prediction.ts";
import { hanging } from "./lay-out.ts";
import { logLines } from "./log-line.ts";
import { print } from "./print.ts";
import { stopOnSignal } from "./progress/stop-on-signal.ts";
import { tell } from "./tell.ts";
import { displayLine } from "./terminal/display-text.ts";

export type LogOptions = PredictionFilter & {
  readonly since?: string;
  readonly until?: string;
  readonly last?: number;
  readonly follow?: boolean;
  readonly json?: boolean;
};

/** Predictions that a person is shown who did not say how many. */
const usual = 20;
/** Milliseconds between two looks at what was added. */
const betweenLooks = 250;
/** Lines that are printed at once. */
const linesAtOnce = 500;

/** Prints the prediction log, the newest last, and goes on with `follow` until Ctrl+C. Returns the exit code. */
export const showLog = async (options: LogOptions): Promise<number> => {
  const { json = false, follow = false, last = json && !follow ? 0 : usual } = options;
  const { predictions, isWanted, period } = await openLog(options);
  const stop = follow ? stopOnSignal() : undefined;
  try {
    const pause = async () => {
      await wait(betweenLooks, undefined, { ...(stop && { signal: stop.signal }) }).catch(() => undefined);
      return stop?.signal.aborted !== true;
    };
    // Begun before the rest is read, so that nothing falls between the two.
    const coming = follow ? await predictions.follow(pause) : undefined;
    const show = async (records: readonly PredictionRecord[]) => {
      const lines = records.flatMap((record) => (json ? [JSON.stringify(record)] : logLines(record)));
      if (lines.length > 0) await print(`${lines.join("\n")}\n`);
    };
    const shown = new Set<string>();
    const note = (record: PredictionRecord): void => {
      if (!follow) return;
      // What is added while it is read is both read and followed; that is little.
      shown.add(keyOf(record));
      if (shown.size > 2000) shown.delete(shown.values().next().value ?? "");
    };
    let count = 0;
    let isAll = true;
    if (last > 0) {
      const found = await predictions.last(last, { ...period, isWanted });
      await show(found.records);
      for (const record of found.records) note(record);
      count = found.records.length;
      isAll = found.isAll;
    } else {
      const kept: PredictionRecord[] = [];
      for await (const record of predictions.read(period)) {
        if (stop?.signal.aborted) break;
        if (!isWanted(record)) continue;
        count++;
        kept.push(record);
        note(record);
        if (kept.length === linesAtOnce) await show(kept.splice(0));
      }
      await show(kept);
    }
    if (count === 0 && !json && !follow) await print(`${hanging("", nothing(options)).join("\n")}\n`);
    if (!isAll && options.last === undefined && !follow) {
      tell(`the last ${last} predictions: --last 0 shows all, --last N others`);
    }
    tellDamaged(predictions.damaged);
    for await (const record of coming ?? []) {
      if (isWanted(record) && !shown.has(keyOf(record))) await show([record]);
    }
    // Ctrl+C is how following ends.
    const code = stop?.exitCode() ?? 0;
    return code === interrupted ? 0 : code;
  } finally {
    stop?.release();
  }
};

/** 128 + SIGINT. */
const interrupted = 130;

/** What of the log the options ask for. @throws {InputError} */
export const openLog = async ({ grep, session, errors, since, until }: LogOptions) => {
  const [{ openPredictions }, { selectPredictions }, { parseSpan }] = await Promise.all([
    import("../app/predictions/open-predictions.ts"),
    import("../app/predictions/select-predictions.ts"),
    import("../app/parse-span.ts"),
  ]);
  const span = parseSpan({ since, until }, Date.now());
  const period = {
    ...(span.since !== undefined && { since: new Date(span.since).toISOString() }),
    ...(span.until !== undefined && { until: new Date(span.until).toISOString() }),
  };
  return { predictions: openPredictions(), isWanted: selectPredictions({ grep, session, errors }), period };
};

export const tellDamaged = (damaged: readonly { readonly file: string; readonly line?: number }[]): void => {
  const [first] = damaged;
  if (first === undefined) return;
  const where = first.line === undefined ? first.file : `${first.file}, line ${first.line}`;
  const rest = damaged.length === 1 ? "" : `, and ${damaged.length - 1} more`;
  tell(`passed over what is no record of a prediction: ${displayLine(where)}${rest}`);
};

const keyOf = ({ conversation_id, timestamp, metadata }: PredictionRecord): string =>
  JSON.stringify([conversation_id, timestamp, metadata.turn]);

const nothing = ({ grep, session, errors, since, until }: LogOptions): string =>
  [grep, session, errors, since, until].every((option) => option === undefined)
    ? "nothing was logged yet; every turn of a chat and of say will be"
    : "no prediction is like that";
