import { createHash } from "node:crypto";
import { stringify } from "csv-stringify/sync";
import type { ExportRow } from "../app/simulation/export-transcripts.ts";
import type { CompleteSettings } from "../app/simulation/transcripts.ts";
import { InputError } from "../brain/core/errors.ts";
import { plural } from "../evals/reports/eval-words.ts";
import { type CutOptions, cutSequences } from "../evals/simulate/cut-sequences.ts";
import type { Sequence } from "../evals/simulate/sequence.ts";
import { closePatiently } from "./close-patiently.ts";
import { print } from "./print.ts";
import { stopOnSignal } from "./progress/stop-on-signal.ts";
import { tell } from "./tell.ts";

/** UTF-16 units that are printed at once. */
const printed = 1 << 16;

/** The testset is cut only where that is asked for: whoever answers its sequences looks at it. */
type CutSettings = CutOptions & { readonly includeTest?: boolean };

/** Prints the sequences of conversations, one a line. Nothing is printed where a line of a file cannot be used. Returns the exit code. */
export const cutTranscripts = async (paths: readonly string[], options: CutSettings): Promise<number> => {
  const { checkLines, readConversations, testsetOf } = await import("../app/simulation/load-transcripts.ts");
  atLeastOne(options.length, "--length");
  atLeastOne(options.step, "--step");
  const seen = new Map<string, string>();
  for (const path of paths) await checkLines(path, "conversations", { seen });
  const counts = { sequences: 0, leftOut: 0, again: 0, ofTestset: 0 };
  // Examples of one conversation tell its beginning again and again.
  const known = new Set<string>();
  const conversations = new Set<string>();
  let held = "";
  for (const path of paths) {
    const testset = options.includeTest ? new Set<string>() : await testsetOf(path);
    for await (const conversation of readConversations(path)) {
      const { sequences, leftOut } = cutSequences(conversation, options);
      if (testset.has(conversation.conversation)) {
        counts.ofTestset += sequences.length;
        continue;
      }
      conversations.add(conversation.conversation);
      counts.leftOut += leftOut;
      for (const each of sequences) {
        const hash = hashOf(each);
        if (known.has(hash)) counts.again++;
        else {
          known.add(hash);
          counts.sequences++;
          held += `${JSON.stringify(each)}\n`;
        }
      }
      if (held.length < printed) continue;
      await print(held);
      held = "";
    }
  }
  if (held !== "") await print(held);
  const told = [
    `${plural(counts.sequences, "sequence")} of ${plural(conversations.size, "conversation")}`,
    ...(counts.again > 0 ? [`${counts.again} were there already`] : []),
    ...(counts.leftOut > 0 ? [`${counts.leftOut} ended with words that are left out`] : []),
    ...(counts.ofTestset > 0
      ? [`${counts.ofTestset} of the testset are left out (--include-test cuts them, too)`]
      : []),
  ];
  tell(told.join("; "));
  return 0;
};

/** Has sequences answered by programs and models. Returns 0; 1 where an answer is missing; 128 and its number for a signal. */
export const completeTranscripts = async (path: string, settings: CompleteSettings): Promise<number> => {
  const { openCompleting } = await import("../app/simulation/transcripts.ts");
  if (settings.concurrency !== undefined) atLeastOne(settings.concurrency, "--concurrency");
  const stop = stopOnSignal(() => tell("stopping; what was answered is kept"));
  try {
    const completing = await openCompleting(path, settings, stop.signal);
    const tellNotices = () => {
      for (const notice of completing.takeNotices()) tell(notice);
    };
    try {
      tellNotices();
      const { sequences, answers, lms } = completing;
      tell(`${plural(sequences, "sequence")}, ${plural(answers, "answer")} each, from ${lms.join(", ")}`);
      const { answered, errors, kept, skipped, stopped, faults } = await completing.run();
      tellNotices();
      for (const { lm, code, message, answers: missing } of faults)
        tell(`${plural(missing, "answer")} missing because ${lm} failed (${code}): ${message}`);
      const told = [
        `${answered} answered`,
        ...(kept > 0 ? [`${kept} were there already`] : []),
        ...(errors > 0 ? [`${errors} ended in an error (--retry-errors asks those again)`] : []),
        ...(skipped > 0 ? [`${plural(skipped, "sequence")} ${skipped === 1 ? "asks" : "ask"} for no answer`] : []),
        ...(stopped ? ["stopped before the end: the same command goes on"] : []),
      ];
      tell(told.join("; "));
      const refusal = completing.refusal();
      if (refusal !== undefined) tell(refusal.message);
      return stop.exitCode() ?? (errors > 0 || stopped ? 1 : 0);
    } finally {
      await closePatiently(completing, stop);
    }
  } finally {
    stop.release();
  }
};

/** Of a pool of millions, the words themselves would not fit into memory. */
const hashOf = ({ conversation, messages }: Sequence): string =>
  createHash("sha256")
    .update(JSON.stringify([conversation, messages.map(({ content }) => content)]))
    .digest("base64")
    .slice(0, 22);

type ExportSettings = {
  readonly format: "jsonl" | "csv";
  readonly vectors?: boolean;
  readonly embedder?: string;
  readonly persona?: string;
};

/** Prints one row a sequence or answer, with its vector where it is wanted. Returns the exit code. */
export const exportTranscripts = async (
  path: string,
  { format, vectors = false, embedder, persona }: ExportSettings,
): Promise<number> => {
  const { openExport } = await import("../app/simulation/export-transcripts.ts");
  const stop = stopOnSignal();
  try {
    const exporting = await openExport(path, {
      vectors,
      ...(embedder !== undefined && { embedder }),
      ...(persona !== undefined && { persona }),
      signal: stop.signal,
    });
    try {
      const { dimensions } = exporting;
      if (format === "csv") await print(inCsv([[...columns, ...vectorColumns(dimensions)]]));
      for await (const batch of exporting.batches()) {
        if (stop.signal.aborted) break;
        const text =
          format === "csv"
            ? inCsv(batch.map(({ row, vector }) => [...cellsOf(row), ...vectorCells(vector, dimensions)]))
            : batch.map(({ row, vector }) => `${JSON.stringify(asObject(row, vector))}\n`).join("");
        await print(text);
      }
      return stop.exitCode() ?? 0;
    } finally {
      await exporting.close();
    }
  } finally {
    stop.release();
  }
};

const columns = [
  ...["id", "conversation", "program", "programId", "lm", "length", "context", "text", "next"],
  ...["by", "ended", "pipeline", "error", "promptTokens", "completionTokens", "ms"],
] as const satisfies readonly (keyof ExportRow)[];

const cellsOf = (row: ExportRow) => columns.map((name) => row[name]);

const vectorColumns = (dimensions = 0): readonly string[] => Array.from({ length: dimensions }, (_, at) => `v${at}`);

/** Numbers stay numbers: only text could be taken for a formula. */
const vectorCells = (vector: Float32Array | undefined, dimensions = 0): readonly (number | undefined)[] =>
  Array.from({ length: dimensions }, (_, at) => (vector === undefined ? undefined : round(vector[at] ?? 0)));

/** What a user wrote must not run in the spreadsheet that it is looked at in. */
const inCsv = (rows: readonly (readonly (string | number | undefined)[])[]): string =>
  stringify(
    rows.map((row) => [...row]),
    { escape_formulas: true },
  );

const asObject = (row: ExportRow, vector: Float32Array | undefined) =>
  vector === undefined ? row : { ...row, vector: Array.from(vector, round) };

/** Digits of a 32-bit float that mean something. */
const round = (value: number): number => Number(value.toPrecision(8));

const atLeastOne = (value: number, where: string): void => {
  if (Number.isSafeInteger(value) && value > 0) return;
  throw new InputError({ what: `${value} is too few`, where, expected: "a whole number from 1 up" });
};
