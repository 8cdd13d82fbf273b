import { stringify } from "csv-stringify/sync";
import type { Answer, AnswerScore, ReportTurn, RunReport } from "../run-report.ts";

const columns = [
  "run",
  "split",
  "program",
  "program_id",
  "case",
  "conversation",
  "repeat",
  "tags",
  "pipeline",
  "sentiment",
  "part_of_day",
  "message",
  "expected",
  "reply",
  "by",
  "ended",
  "lm",
  "calls",
  "prompt_tokens",
  "completion_tokens",
  "ms",
  "error",
  "metric",
  "score",
  "reason",
  "metric_error",
] as const;

type Row = Partial<Record<(typeof columns)[number], string | number>>;

/**
 * A row for each turn, program, repetition and metric, for spreadsheets; an answer without a score has one row. A cell that
 * a spreadsheet would take for a formula has an apostrophe before it.
 */
export const evalCsv = (report: RunReport): string => {
  const ids = new Map(report.info.programs.map(({ name, id }) => [name, id]));
  const rows = report.turns.flatMap((turn) =>
    turn.answers.flatMap((answer) => {
      const shared: Row = {
        run: report.info.id,
        split: report.info.split,
        program_id: ids.get(answer.program) ?? "",
        ...turnCells(turn),
        ...answerCells(answer),
      };
      return answer.scores.length === 0
        ? [shared]
        : answer.scores.map((score) => ({ ...shared, ...scoreCells(score) }));
    }),
  );
  return stringify(rows, {
    header: true,
    columns: [...columns],
    escape_formulas: true,
    record_delimiter: "windows",
    // csv-stringify quotes what holds the delimiter of rows; half of it breaks a row as well.
    quoted_match: /[\r\n]/,
  });
};

const turnCells = ({ case: evalCase }: ReportTurn): Row => ({
  case: evalCase.id,
  conversation: evalCase.conversation,
  tags: evalCase.tags.join(" "),
  message: evalCase.messages.at(-1)?.text ?? "",
  expected: evalCase.expected ?? "",
});

const answerCells = ({ program, repeat, pipeline, sentiment, partOfDay, reply, error }: Answer): Row => ({
  program,
  repeat,
  pipeline: pipeline ?? "",
  sentiment: sentiment ?? "",
  part_of_day: partOfDay ?? "",
  error: error?.code ?? "",
  ...(reply !== undefined && {
    reply: reply.text,
    by: reply.by,
    ended: reply.ended,
    lm: reply.lm,
    calls: reply.calls,
    prompt_tokens: reply.promptTokens,
    completion_tokens: reply.completionTokens,
    ms: reply.ms,
  }),
});

const scoreCells = (score: AnswerScore): Row =>
  "error" in score
    ? { metric: score.metric, metric_error: score.error.message }
    : { metric: score.metric, score: score.scored.score, reason: score.scored.reason };
