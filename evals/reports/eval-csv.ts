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

/** Turns that are put into words at once. */
const turnsAtOnce = 200;

/**
 * A row for each turn, program, repetition and metric, for spreadsheets, in pieces; an answer without a score has one row. A
 * cell that a spreadsheet would take for a formula has an apostrophe before it.
 */
export function* evalCsv(report: RunReport): Iterable<string> {
  const ids = new Map(report.info.programs.map(({ name, id }) => [name, id]));
  for (let at = 0; at === 0 || at < report.turns.length; at += turnsAtOnce) {
    const rows = report.turns.slice(at, at + turnsAtOnce).flatMap((turn) => rowsOf(turn, report, ids));
    yield stringify(rows, {
      header: at === 0,
      columns: [...columns],
      escape_formulas: true,
      record_delimiter: "windows",
      // csv-stringify quotes what holds the delimiter of rows; half of it breaks a row as well.
      quoted_match: /[\r\n]/,
    });
  }
}

const rowsOf = (turn: ReportTurn, { info }: RunReport, ids: ReadonlyMap<string, string>): readonly Row[] =>
  turn.answers.flatMap((answer) => {
    const shared: Row = {
      run: info.id,
      split: info.split,
      program_id: ids.get(answer.program) ?? "",
      ...turnCells(turn),
      ...answerCells(answer),
    };
    return answer.scores.length === 0 ? [shared] : answer.scores.map((score) => ({ ...shared, ...scoreCells(score) }));
  });

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
