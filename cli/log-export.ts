import type { PredictionFormat } from "../app/predictions/export-predictions.ts";
import type { PredictionRecord } from "../brain/core/prediction.ts";
import { type LogOptions, openLog, tellDamaged } from "./log.ts";
import { print } from "./print.ts";
import { tell } from "./tell.ts";

export type LogExportOptions = LogOptions & { readonly format: PredictionFormat; readonly out?: string };

/** Prints the prediction log as flat rows, or writes it to a file. Returns the exit code. */
export const exportLog = async (options: LogExportOptions): Promise<number> => {
  const [{ predictions, isWanted, period }, { exportPredictions }] = await Promise.all([
    openLog(options),
    import("../app/predictions/export-predictions.ts"),
  ]);
  let count = 0;
  const wanted = async function* (): AsyncGenerator<PredictionRecord> {
    for await (const record of predictions.read(period)) {
      if (!isWanted(record)) continue;
      count++;
      yield record;
    }
  };
  const pieces = exportPredictions(wanted(), options.format);
  if (options.out === undefined || options.out === "-") {
    for await (const piece of pieces) await print(piece);
  } else {
    const { writePieces } = await import("../app/predictions/write-pieces.ts");
    const path = await writePieces(pieces, options.out, process.cwd());
    tell(`${count} ${count === 1 ? "prediction" : "predictions"} written to ${path}`);
  }
  tellDamaged(predictions.damaged);
  return 0;
};
