import type { EvalCase, PredictedReply, PredictedVerdict, Scored } from "../brain/core/evaluation.ts";
import type { RunInfo, TestTouch } from "../brain/core/ports.ts";
import type { PartOfDay, Sentiment } from "../brain/core/turn.ts";
import { type Comparison, compare } from "./compare.ts";
import { type PriceOf, type ProgramActivity, programActivity } from "./program-activity.ts";
import type { CaseError } from "./score-prediction.ts";
import type { ScoredLine } from "./score-run.ts";
import { type Slice, slice } from "./slices.ts";

export const reportFormat = 1;

/** A metric as a reader of the report needs it explained. */
export type MetricNote = {
  readonly name: string;
  /** What it measures, in a sentence or two. */
  readonly says: string;
  /** What cannot be concluded from it. */
  readonly cannotSay: string;
  /** Score (0–1) below which a single answer counts as failed; missing where the mean alone matters. */
  readonly passAt?: number;
};

/** A demand on the whole run, and whether it was met. */
export type Gate = { readonly name: string; readonly passed: boolean; readonly message: string };

export type AnswerScore =
  | { readonly metric: string; readonly scored: Scored }
  | { readonly metric: string; readonly error: CaseError };

/** What one program made of a turn, the n-th time. What is missing was not known before its `error`. */
export type Answer = {
  readonly program: string;
  /** From 0. */
  readonly repeat: number;
  readonly error?: CaseError;
  readonly pipeline?: string;
  readonly sentiment?: Sentiment;
  readonly partOfDay?: PartOfDay;
  readonly reply?: PredictedReply;
  /** In the order of the prompt; their words are in the report's `demos`, by id. `reply`: where another one stood in its place. */
  readonly demos: readonly { readonly id: string; readonly similarity: number; readonly reply?: string }[];
  readonly verdicts: readonly PredictedVerdict[];
  /** A metric that had nothing to say is left out. */
  readonly scores: readonly AnswerScore[];
};

/** A case with all answers to it: in the order of the programs, then of repetitions. */
export type ReportTurn = { readonly case: EvalCase; readonly answers: readonly Answer[] };

/** The words of an example that was shown to the model: the last message, and the client's reply. */
export type ShownDemo = { readonly message: string; readonly reply: string };

/** All that the reports of a run are made from: plain data. */
export type RunReport = {
  readonly format: typeof reportFormat;
  readonly info: RunInfo;
  /** What must be known before the figures are believed, in sentences: "`a` was chosen by its score on these cases". */
  /** Programs that are judged; the others are there to be compared with. */
  readonly subjects: readonly string[];
  readonly notices: readonly string[];
  readonly metrics: readonly MetricNote[];
  readonly comparison: Comparison;
  readonly gates: readonly Gate[];
  readonly programs: readonly ProgramActivity[];
  readonly slices: readonly Slice[];
  readonly demos: Readonly<Record<string, ShownDemo>>;
  readonly turns: readonly ReportTurn[];
};

/** A run's lines with their scores, put together for readers. Depends on the order of `scored` only in that of its turns. */
export const runReport = (
  info: RunInfo,
  scored: readonly ScoredLine[],
  options: {
    readonly metrics: readonly MetricNote[];
    /** @default all */
    readonly subjects?: readonly string[];
    readonly notices?: readonly string[];
    /** Name of the program that the others are compared with. @default the first */
    readonly baseline?: string | undefined;
    /** Has the comparison, says which demands were met. */
    readonly gates?: (comparison: Comparison) => readonly Gate[];
    readonly priceOf?: PriceOf | undefined;
    /** Of each program by name. */
    readonly touches?: ReadonlyMap<string, readonly TestTouch[]>;
  },
): RunReport => {
  const programs = info.programs.map(({ name }) => name);
  const metrics = options.metrics.map(({ name }) => name);
  const demos = shownDemos(scored);
  const comparison = compare(scored, {
    programs,
    metrics,
    ...(options.baseline !== undefined && { baseline: options.baseline }),
  });
  return {
    format: reportFormat,
    info,
    subjects: options.subjects ?? programs,
    notices: options.notices ?? [],
    metrics: options.metrics,
    comparison,
    gates: options.gates?.(comparison) ?? [],
    programs: info.programs.map((program) =>
      programActivity(
        program,
        scored.filter(({ line }) => line.program === program.name),
        { priceOf: options.priceOf, touches: options.touches?.get(program.name) ?? [] },
      ),
    ),
    slices: slice(scored, { programs, metrics }),
    demos: Object.fromEntries(demos),
    turns: turnsOf(scored, { programs, metrics, demos }),
  };
};

type Demos = ReadonlyMap<string, ShownDemo>;

function turnsOf(
  scored: readonly ScoredLine[],
  {
    programs,
    metrics,
    demos,
  }: { readonly programs: readonly string[]; readonly metrics: readonly string[]; readonly demos: Demos },
): readonly ReportTurn[] {
  const byCase = new Map<string, ScoredLine[]>();
  for (const one of scored) {
    const known = byCase.get(one.line.case.id);
    if (known === undefined) byCase.set(one.line.case.id, [one]);
    else known.push(one);
  }
  const place = new Map(programs.map((name, at) => [name, at]));
  const placeOf = ({ line }: ScoredLine) => place.get(line.program) ?? programs.length;
  return [...byCase.values()].flatMap((own) => {
    const [first] = own;
    if (first === undefined) return [];
    const sorted = [...own].sort((one, other) => placeOf(one) - placeOf(other) || one.line.repeat - other.line.repeat);
    return [{ case: first.line.case, answers: sorted.map((one) => answerOf(one, metrics, demos)) }];
  });
}

function answerOf({ line, scores }: ScoredLine, metrics: readonly string[], shown: Demos): Answer {
  const { prediction } = line;
  return {
    program: line.program,
    repeat: line.repeat,
    ...(line.error !== undefined && { error: line.error }),
    ...(prediction !== undefined && {
      pipeline: prediction.pipeline,
      sentiment: prediction.sentiment,
      partOfDay: prediction.context.partOfDay,
      ...(prediction.reply !== undefined && { reply: prediction.reply }),
    }),
    demos: (prediction?.demos ?? []).map(({ id, similarity, reply }) => ({
      id,
      similarity,
      ...(shown.get(id)?.reply !== reply && { reply }),
    })),
    verdicts: prediction?.verdicts ?? [],
    scores: metrics.flatMap((metric): readonly AnswerScore[] => {
      const made = scores[metric];
      if (made === undefined) return [];
      if ("error" in made) return [{ metric, error: made.error }];
      return made.scored === undefined ? [] : [{ metric, scored: made.scored }];
    }),
  };
}

/** A demo's words as they were shown first: a program may hold another reply to the same example. */
function shownDemos(scored: readonly ScoredLine[]): Demos {
  const demos = new Map<string, ShownDemo>();
  for (const { line } of scored)
    for (const { id, messages, reply } of line.prediction?.demos ?? [])
      if (!demos.has(id)) demos.set(id, { message: messages.at(-1)?.text ?? "", reply });
  return demos;
}
