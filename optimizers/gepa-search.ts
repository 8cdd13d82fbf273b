import {
  type AxAIService,
  type AxCompileOptions,
  AxGEPA,
  type AxGEPAAdapter,
  type AxOptimizerArgs,
  type AxProgrammable,
} from "@ax-llm/ax";
import type { EvalCase, Metric, ScoredCase } from "../brain/core/evaluation.ts";
import { hashText } from "../brain/text/hash.ts";
import { exampleOf, feedbackOf, type GepaExample, type GepaOutput, outputOf, unread } from "./gepa-examples.ts";
import type { GepaPlan } from "./gepa-plan.ts";
import { scoreKeeper } from "./gepa-scores.ts";

/** Characters: what a person would still read, and what every turn has to pay for. */
const longest = 2000;

/** Name of the one text that is improved. */
const component = "respond::instruction";

export type GepaSearch = {
  readonly plan: GepaPlan;
  readonly instruction: string;
  readonly examples: readonly EvalCase[];
  readonly metric: Metric;
  readonly seed: number;
  readonly reflect: AxAIService;
  /** Feedback that is not of one answer: the reflecting model reads it before that of the answers. */
  readonly notes: readonly string[];
  /** Has the program answer with this instruction. What it throws ends the search. */
  readonly answer: (instruction: string, cases: readonly EvalCase[], trial: number) => Promise<readonly ScoredCase[]>;
  /** Told each time that an instruction was measured on all watched cases; the first one is the instruction as it was. */
  readonly onMeasured: (instruction: string, scored: readonly ScoredCase[]) => void;
};

/**
 * Runs GEPA (Agrawal et al. 2025, arXiv 2507.19457) by ax's AxGEPA: a parent is drawn from the Pareto front over the
 * watched cases, answers a minibatch of examples, is rewritten by a model that reads what came of it, and its child is
 * measured on all watched cases where it did better on the minibatch.
 *
 * AxGEPA swallows what its parts throw, and goes on with zeros. A fault here therefore also makes the program
 * throw that AxGEPA falls back to, in the one place that it does not guard: so the search ends at once, with that fault.
 * @throws what `answer` threw first, or `fault()` gives
 */
export const searchInstructions = async (search: GepaSearch, fault: () => unknown): Promise<void> => {
  const { plan, instruction, metric, seed, reflect, notes, answer, onMeasured } = search;
  const cases = new Map<object, EvalCase>();
  const known = (evalCase: EvalCase): GepaExample => {
    const example = unread();
    cases.set(example, evalCase);
    return example;
  };
  const examples = search.examples.map(known);
  const watched = plan.watched.map(known);
  const feedback = new WeakMap<object, string>();
  const scoresOf = scoreKeeper();
  let trial = 0;
  let thrown: { readonly error: unknown } | undefined;

  const adapter: AxGEPAAdapter<GepaExample, never, GepaOutput> = {
    async evaluate(batch, candidate, isParent) {
      if (isParent) trial++;
      try {
        const stop = fault();
        if (stop !== undefined) throw stop;
        const text = candidate[component] ?? instruction;
        const asked = batch.flatMap((example) => cases.get(example) ?? []);
        const scored = await answer(text, asked, trial);
        if (batch[0] === watched[0]) onMeasured(text, scored);
        for (const [at, { prediction }] of scored.entries()) {
          if (prediction) Object.assign(batch[at] ?? {}, exampleOf(prediction));
        }
        const outputs = scored.map(outputOf);
        for (const [at, output] of outputs.entries()) {
          const one = scored[at];
          if (one !== undefined) feedback.set(output, feedbackOf(one, metric, at));
        }
        return { outputs, scores: scoresOf(scored) };
      } catch (error) {
        thrown ??= { error };
        throw error;
      }
    },
    // ax's own reflection reads the examples, the answers and the feedback as they are.
    make_reflective_dataset: () => ({}),
  };

  const program = {
    getOptimizableComponents: () => [
      {
        key: component,
        kind: "instruction",
        current: instruction,
        description:
          "What the system prompt asks of the model that writes the persona's next message; who the persona is and what they never say stands before it.",
        constraints:
          "Plain prose of two to eight sentences, for any user and any message: how to write, not what was said in these conversations. No names, no private details, no quotations.",
        maxLength: longest,
        validate: checkInstruction,
      },
    ],
    applyOptimizedComponents: () => {
      throw thrown?.error ?? new Error("the program is only run through its adapter");
    },
    forward: () => Promise.reject(new Error("the program is only run through its adapter")),
    // AxGEPA calls nothing else of a program that it evaluates through an adapter.
  } as unknown as AxProgrammable<GepaExample, GepaOutput>;

  // The two that the type lacks, and the notes below, are read from the same objects (ax 24.0.21, gepa.ts).
  const settings: AxOptimizerArgs & { paretoSetSize: number; mergeMax: number } = {
    studentAI: reflect,
    seed: hashText(`gepa ${seed}`) | 1, // its generator stands still at 0, and starts slowly from small numbers
    numTrials: plan.trials,
    minibatchSize: plan.minibatch,
    earlyStoppingTrials: Math.max(5, Math.ceil(plan.trials / 2)),
    paretoSetSize: Math.max(5, watched.length),
    mergeMax: 0, // of one text there is nothing to merge
  };
  const options: AxCompileOptions & { feedbackNotes: readonly string[] } = {
    validationExamples: watched,
    maxMetricCalls: plan.answers,
    gepaAdapter: adapter,
    feedbackNotes: notes,
    feedbackFn: ({ prediction }) =>
      typeof prediction === "object" && prediction !== null ? feedback.get(prediction) : undefined,
  };
  await new AxGEPA(settings).compile(program, atLeastTwo(examples), () => 0, options);
  if (thrown) throw thrown.error;
};

const checkInstruction = (text: string): true | string => {
  if (text.length > longest) return `It has ${text.length} characters; ${longest} is the most.`;
  return text.trim().length > 16 || "It is too short to be an instruction.";
};

/** ax asks for two, so that it could split them; here they are split already. */
const atLeastTwo = (examples: GepaExample[]): GepaExample[] =>
  examples.length === 1 ? [...examples, ...examples] : examples;
