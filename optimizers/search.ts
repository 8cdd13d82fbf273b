import { LmError } from "../brain/core/errors.ts";
import type { EvalCase, ScoredCase } from "../brain/core/evaluation.ts";
import type { Example } from "../brain/core/example.ts";
import type { CompileOptions, CompileProgress, Embedder, Evaluate, Optimizer, Summarize } from "../brain/core/ports.ts";
import type { CompiledProgram, Student } from "../brain/core/program.ts";
import { compileProgram } from "./compile-program.ts";
import type { DemoSettings } from "./demo-settings.ts";
import { planSearch, type SearchPlan } from "./plan-search.ts";
import { rememberTexts } from "./remember-texts.ts";
import { type Ranked, type SearchScores, searchScores } from "./search-scores.ts";
import type { SearchCandidate } from "./search-space.ts";

export const searchName = "search";

export type SearchDependencies = {
  readonly embedder: Embedder;
  readonly evaluate: Evaluate;
  readonly summarize: Summarize;
  /** Of the candidates that are drawn, and of the order of conversations. */
  readonly seed: number;
};

/**
 * Searches the settings of demos by successive halving on the devset (Jamieson and Talwalkar, AISTATS 2016): many
 * candidates on a few conversations, the best third of them on three times as many, and so on. The settings as given, no
 * demos and random demos take part in every round. The best mean of the last one wins; where its lead over simpler settings
 * is within one standard error, the simplest of them. What was tried stays in `candidates`.
 * `budget.calls` bounds model calls where the metric needs replies, else cases. The same for the same seed.
 *
 * Where the budget is spent before the end, the best of the last finished round is what it gives.
 * @throws {InputError} nothing to choose by @throws {BrainError} `unmeasured`: no case could be scored
 * @throws {LmError} aborted; over-budget before anything was scored; of the embedder
 */
export const search = (settings: DemoSettings, dependencies: SearchDependencies): Optimizer => ({
  name: searchName,
  async compile(student, trainset, options = {}) {
    const plan = planSearch(settings, trainset, options, dependencies.seed);
    const { signal } = options;
    if (signal?.aborted) throw new LmError("aborted", "The search was cancelled.", { retryable: false });
    const scores = searchScores(dependencies.summarize);
    const programOf = programMaker(student, trainset, options, dependencies.embedder);
    const winner = await climb(plan, scores, programOf, options, dependencies.evaluate);
    return { ...(await programOf(winner)), candidates: [...scores.candidates(plan.candidates)] };
  },
});

type ProgramOf = (candidate: SearchCandidate) => Promise<CompiledProgram>;

/** One program a candidate, kept: candidates that prepare texts alike share their vectors, and so their index. */
const programMaker = (
  student: Student,
  trainset: readonly Example[],
  { previous, signal, onProgress }: CompileOptions,
  embedder: Embedder,
): ProgramOf => {
  const remembering = rememberTexts(embedder);
  const programs = new Map<SearchCandidate, CompiledProgram>();
  const embedded = new Map<string, CompiledProgram>();
  return async (candidate) => {
    const known = programs.get(candidate);
    if (known !== undefined) return known;
    const { settings } = candidate;
    const key = `${settings.lastWeight} ${settings.historyMessages}`;
    const alike = embedded.get(key);
    const from = alike ?? previous;
    const compiled = await compileProgram(
      { optimizer: searchName, settings, embedder: remembering },
      student,
      trainset,
      {
        ...(signal && { signal }),
        ...(from && { previous: from }),
        ...(onProgress && { onProgress }),
      },
    );
    const program = alike === undefined ? compiled : { ...compiled, vectors: alike.vectors };
    programs.set(candidate, program);
    if (alike === undefined) embedded.set(key, program);
    return program;
  };
};

/** The candidate that is left. */
const climb = async (
  { metric, candidates, standing, rungs, cost }: SearchPlan,
  scores: SearchScores,
  programOf: ProgramOf,
  { signal, onProgress }: CompileOptions,
  evaluate: Evaluate,
): Promise<SearchCandidate> => {
  let alive = candidates;
  let done = 0;
  let best: Ranked | undefined;
  for (const [rung, { cases }] of rungs.entries()) {
    const phase = `rung ${rung + 1} of ${rungs.length}`;
    const tell = (progress: Pick<CompileProgress, "candidate">) =>
      onProgress?.({ phase, done, total: cost, ...progress, ...(best && { best: told(best) }) });
    const finished: SearchCandidate[] = [];
    try {
      for (const candidate of alive) {
        const program = await programOf(candidate);
        const onCase = (scored: ScoredCase) => {
          done++;
          scores.keep(candidate, scored);
          tell({ candidate: { name: candidate.name } });
        };
        tell({ candidate: { name: candidate.name } });
        await evaluate(program, scores.missing(candidate, cases), { metric, onCase, ...(signal && { signal }) });
        finished.push(candidate);
        best = scores.best(finished, cases);
        tell({ candidate: { name: candidate.name, summary: scores.summary(candidate) } });
      }
    } catch (error) {
      if (!(error instanceof LmError) || error.code !== "over-budget") throw error;
      return bestSoFar(candidates, finished, scores, rungs[rung - 1]?.cases, cases, error);
    }
    const ranked = scores.ranked(alive, cases);
    if ((ranked[0]?.summary.n ?? 0) === 0) throw scores.unmeasured(metric.name);
    const next = rungs[rung + 1];
    if (next === undefined) break;
    const drawn = ranked.filter(({ candidate }) => !candidates.slice(0, standing).includes(candidate));
    const kept = drawn.slice(0, next.alive).map(({ candidate }) => candidate);
    alive = [...candidates.slice(0, standing), ...kept];
  }
  const winner = scores.best(alive, rungs.at(-1)?.cases ?? []);
  if (winner === undefined) throw scores.unmeasured(metric.name);
  return winner.candidate;
};

/**
 * The best by the cases of the last rung that all went through. In the first one: of those that had all its cases, or
 * else the settings as given, of which alone anything is known.
 */
const bestSoFar = (
  candidates: readonly SearchCandidate[],
  finished: readonly SearchCandidate[],
  scores: SearchScores,
  before: readonly EvalCase[] | undefined,
  cases: readonly EvalCase[],
  error: LmError,
): SearchCandidate => {
  const through = (rungCases: readonly EvalCase[]) =>
    candidates.filter((candidate) => scores.missing(candidate, rungCases).length === 0);
  const found =
    before !== undefined
      ? scores.best(through(before), before)
      : (scores.best(finished, cases) ?? scores.best(candidates.slice(0, 1), cases));
  if (found === undefined) throw error;
  return found.candidate;
};

const told = ({ candidate: { name }, summary }: Ranked) => ({ name, summary });
