import { BrainError, LmError } from "../../brain/core/errors.ts";
import type { EvalCase } from "../../brain/core/evaluation.ts";
import type { Clock, DemoIndex, DemoSelector, Embedder, Predict } from "../../brain/core/ports.ts";
import type { PredictionLog } from "../../brain/core/prediction.ts";
import type { CompiledProgram } from "../../brain/core/program.ts";
import type { TurnEvent } from "../../brain/core/turn.ts";
import type { Understudy } from "../../brain/run-turn.ts";
import { chooseIndex, hnswFromRows } from "../../optimizers/choose-index.ts";
import { demoSelector } from "../../optimizers/demo-selector.ts";
import { loadHnsw } from "../../optimizers/load-hnsw.ts";
import { withDemoCount } from "../programs/with-demo-count.ts";
import { momentOf, readableCase, sessionOf } from "./case-session.ts";
import { eventOf, predictionOf, watchTurn } from "./watched-turn.ts";

/** What programs are run with: all of an understudy but what a program, a case or the face brings. */
export type RunnerParts = Omit<Understudy, "demos" | "instructions" | "clock" | "log"> & {
  readonly embedder: Embedder;
  readonly seed: number;
  /** When cases without a time of their own are asked, in milliseconds since 1970. */
  readonly now?: number;
  /** Ids of examples and conversations that no case may get as demos, beside its own. */
  readonly exclude?: readonly string[];
};

export type ProgramRunner = {
  /** The turn is given the case as it is; what comes of it holds the case as `readable` gives it. */
  readonly predict: Predict;
  /** A case as models, embedders and records may have it. */
  readable(evalCase: EvalCase): Promise<EvalCase>;
  /** The understudy that speaks with a program. */
  understudyOf(
    program: CompiledProgram,
    means: { readonly clock: Clock; readonly log: PredictionLog },
  ): Promise<Understudy>;
};

/** Runs compiled programs on cases through the real turn: nothing is recorded, and no case sees its own conversation. */
export const programRunner = (parts: RunnerParts): ProgramRunner => {
  const selectors = new WeakMap<CompiledProgram, Promise<DemoSelector>>();
  // Candidates of a search share their vectors.
  const indexes = new WeakMap<Float32Array, Promise<DemoIndex>>();
  // So do programs their cases.
  const cases = new WeakMap<EvalCase, Promise<EvalCase>>();

  const indexOf = ({ vectors, embedder: { dimensions } }: CompiledProgram): Promise<DemoIndex> =>
    remembered(indexes, vectors, async () =>
      chooseIndex({
        vectors,
        dimensions,
        hnsw: vectors.length / dimensions >= hnswFromRows ? await loadHnsw() : undefined,
      }),
    );
  const selectorOf = (program: CompiledProgram): Promise<DemoSelector> =>
    remembered(selectors, program, async () =>
      demoSelector(program, { embedder: parts.embedder, index: await indexOf(program) }),
    );

  const understudyOf: ProgramRunner["understudyOf"] = async (program, means) => {
    const { embedder: _, seed: __, now: ___, exclude: ____, ...speakers } = parts;
    return {
      ...speakers,
      ...means,
      isRehearsal: true,
      persona: withDemoCount(parts.persona, program),
      instructions: program.student.instructions,
      demos: await selectorOf(program),
    };
  };

  const readable: ProgramRunner["readable"] = (evalCase) =>
    remembered(cases, evalCase, () => readableCase(evalCase, parts.inputGuards));

  const predict: Predict = async (program, evalCase, { replies, repeat = 0, signal }) => {
    const message = evalCase.messages.at(-1)?.text ?? "";
    const moment = momentOf(evalCase, parts.persona.time_zone, parts.now);
    const clock: Clock = { now: () => moment, elapsed: () => performance.now(), nextTurn: () => {} };
    const plain = await understudyOf(program, { clock, log: { append: async () => {} } });
    // Where no model is to be asked, none is asked for the mood either.
    const understudy = replies ? plain : { ...plain, persona: neverAsking(plain.persona) };
    const read = await readable(evalCase);
    const watched = await watchTurn(understudy, sessionOf(read, moment), message, {
      exclude: new Set([...(parts.exclude ?? []), evalCase.id, evalCase.conversation]),
      seed: parts.seed + repeat * repeatStride,
      untilDemos: !replies,
      ...(signal && { signal }),
    });
    const fault = watched.refusal ?? faultOf(watched.events);
    if (fault !== undefined) throw fault;
    const prediction = predictionOf(watched);
    if (prediction === undefined) throw new BrainError("internal", "The turn ended without an answer.");
    const { reply: _, ...chosen } = prediction;
    return { case: read, ...(replies ? prediction : chosen) };
  };

  return { predict, readable, understudyOf };
};

/** Keeps the seeds of repetitions apart: a turn adds its own number to the seed. */
const repeatStride = 10_007;

const remembered = <Key extends WeakKey, Value>(
  known: WeakMap<Key, Promise<Value>>,
  key: Key,
  make: () => Promise<Value>,
): Promise<Value> => {
  const before = known.get(key);
  if (before !== undefined) return before;
  const made = make();
  known.set(key, made);
  return made;
};

const neverAsking = (persona: Understudy["persona"]): Understudy["persona"] => ({
  ...persona,
  model: { ...persona.model, ask_sentiment_below: 0 },
});

const faultOf = (events: readonly TurnEvent[]): BrainError | undefined => {
  const fault = eventOf(events, "error");
  if (fault === undefined) return undefined;
  return fault.code === "aborted"
    ? new LmError("aborted", fault.message, { retryable: false })
    : new BrainError(fault.code, fault.message);
};
