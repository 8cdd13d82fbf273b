import { InputError } from "../brain/core/errors.ts";
import { caseOf } from "../brain/core/evaluation.ts";
import type { Embedder, Evaluate, ModelConnection, Optimizer, Summarize } from "../brain/core/ports.ts";
import type { Candidate, CompiledProgram } from "../brain/core/program.ts";
import { candidateOf } from "./candidate-of.ts";
import { compileProgram } from "./compile-program.ts";
import type { DemoSettings } from "./demo-settings.ts";
import { planGepa, usualGepa } from "./gepa-plan.ts";
import { gepaRun, type MeasuredInstruction } from "./gepa-run.ts";
import { replyMetric } from "./reply-metric.ts";

export const gepaName = "gepa";

export type GepaSettings = DemoSettings & {
  /** Rewritings of the instruction that are tried, at most. @default 20 */
  readonly trials?: number | undefined;
  /** Examples that one rewriting is made from. @default 6 */
  readonly minibatch?: number | undefined;
};

export type GepaDependencies = {
  readonly embedder: Embedder;
  readonly evaluate: Evaluate;
  readonly summarize: Summarize;
  readonly seed: number;
  /** The model that reads what came of an instruction and writes the next. */
  readonly reflect: ModelConnection;
  /** What people wrote of replies that they found bad, the newest last: told to that model, too. */
  readonly notes?: readonly string[];
};

/**
 * A better instruction, found by reflection: GEPA (Agrawal et al. 2025, arXiv 2507.19457). Demos are chosen as the settings
 * say; every candidate answers through the real turn. It stays with the instruction as it was where none does better on the
 * devset; the candidates tell which was `kept`. The same seed and the same answers give the same program, so that a
 * resumed run goes the same way through the cache.
 *
 * A budget that is spent ends the search with the best so far.
 * It never reflects on conversations of the devset.
 * @throws {InputError} the model cannot reflect, no metric of replies, no devset or one that shares conversations with the
 * trainset, nothing to learn from, too small a budget
 * @throws {LmError} aborted; over-budget before the first instruction was measured; of a reflecting model that never answered
 * @throws {BrainError} `nothing-scored`
 */
export const gepa = (settings: GepaSettings, deps: GepaDependencies): Optimizer => ({
  name: gepaName,
  async compile(student, trainset, options = {}) {
    const { trials = usualGepa.trials, minibatch = usualGepa.minibatch, ...demos } = settings;
    const { reflect, seed, summarize } = deps;
    const metric = replyMetric(options.metric, "GEPA", "an instruction changes nothing else");
    checkGepa(reflect, { trials, minibatch });
    const devset = options.devset ?? [];
    const examples = trainset.flatMap((example) => caseOf(example) ?? []);
    if (devset.length === 0)
      throw new InputError({ what: "GEPA needs a devset: instructions are chosen by how they do on it" });
    if (examples.length === 0) throw new InputError({ what: "no example of the trainset ends with a user's message" });
    const plan = planGepa({ trials, minibatch, calls: options.budget?.calls, seed }, { examples, devset });
    const base = await compileProgram(
      { optimizer: gepaName, settings: demos, embedder: deps.embedder },
      student,
      trainset,
      options,
    );
    const run = gepaRun(base, { ...deps, metric, plan, options });
    const spent = await run.search(examples);
    const winner = await run.choose(devset, spent);
    return {
      ...base,
      student: { ...base.student, instructions: winner.instruction },
      candidates: run.measured.map((one) => candidateFor(one, { base, isKept: one === winner, summarize })),
    };
  },
});

const candidateFor = (
  { name, instruction, scored }: MeasuredInstruction,
  { base, isKept, summarize }: { base: CompiledProgram; isKept: boolean; summarize: Summarize },
): Candidate =>
  candidateOf(
    {
      name,
      settings: { ...base.settings, instruction, kept: isKept },
      baseline: instruction === base.student.instructions,
    },
    summarize(scored),
  );

const checkGepa = (
  { canJudge }: ModelConnection,
  { trials, minibatch }: { trials: number; minibatch: number },
): void => {
  if (!canJudge) {
    throw new InputError({
      what: "GEPA cannot be used: it has a model rewrite the instruction, and only the offline model is there, which follows none",
      fix: "choose a model (--lm together, ollama or openai), or another optimizer",
    });
  }
  for (const [name, count] of Object.entries({ trials, minibatch })) {
    if (Number.isInteger(count) && count >= 1) continue;
    throw new InputError({ what: `${name} is ${count}`, expected: "a whole number from 1 on" });
  }
};
