import { InputError } from "../brain/core/errors.ts";
import type { Embedder, Evaluate, ModelConnection, Optimizer, Summarize } from "../brain/core/ports.ts";
import { type DemoSettings, defaultDemoSettings } from "./demo-settings.ts";
import type { GepaSettings } from "./gepa.ts";

export const optimizerNames = [
  "zero-shot",
  "random",
  "labeled",
  "knn",
  "knn-mmr",
  "knn-pinned",
  "bootstrap",
  "gepa",
  "search",
] as const;

export type OptimizerName = (typeof optimizerNames)[number];

export type OptimizerSettings = DemoSettings & {
  /** Demos that `bootstrap` makes. */
  readonly made: number;
  /** Least score (0–1) of a reply that `bootstrap` takes as a demo. */
  readonly threshold?: number | undefined;
  /** Rewritings that `gepa` tries, and examples that it makes one from. */
  readonly trials?: number | undefined;
  readonly minibatch?: number | undefined;
};

export type OptimizerDependencies = {
  readonly embedder: Embedder;
  readonly evaluate: Evaluate;
  readonly summarize: Summarize;
  readonly seed: number;
  /** The model that rewrites instructions; only `gepa` needs one. */
  readonly reflect?: ModelConnection;
  /** What people wrote of replies that they found bad, the newest last; `gepa` reads them. */
  readonly notes?: readonly string[];
};

/** What a name stands for beside the defaults: where the settings that are given say otherwise, they count. */
const presets: Readonly<Record<OptimizerName, Partial<OptimizerSettings>>> = {
  "zero-shot": {},
  // A baseline draws blindly: not by tags either.
  random: { tagBonus: 0 },
  labeled: {},
  knn: {},
  "knn-mmr": { diversity: 0.3 },
  "knn-pinned": { pinned: 2 },
  bootstrap: { made: 4 },
  gepa: {},
  search: {},
};

export const isOptimizerName = (name: string): name is OptimizerName =>
  (optimizerNames as readonly string[]).includes(name);

/**
 * The optimizer of that name, with these settings in place of its defaults. Only the one that is asked for is loaded.
 * @throws {InputError} no such optimizer; `gepa` without a model to reflect with
 */
export const openOptimizer = async (
  name: string,
  given: Partial<OptimizerSettings>,
  dependencies: OptimizerDependencies,
): Promise<Optimizer> => {
  if (!isOptimizerName(name)) {
    throw new InputError({
      what: `there is no optimizer ${JSON.stringify(name)}`,
      expected: `one of ${optimizerNames.join(", ")}`,
    });
  }
  const {
    made = 0,
    threshold,
    trials,
    minibatch,
    ...settings
  } = { ...defaultDemoSettings, ...presets[name], ...given };
  switch (name) {
    case "zero-shot":
      return (await import("./zero-shot.ts")).zeroShot(settings, dependencies);
    case "random":
      return (await import("./random-demos.ts")).randomDemos(settings, dependencies);
    case "labeled":
      return (await import("./labeled-few-shot.ts")).labeledFewShot(settings, dependencies);
    case "knn":
    case "knn-mmr":
    case "knn-pinned":
      return (await import("./knn-few-shot.ts")).knnFewShot(settings, dependencies);
    case "search":
      return (await import("./search.ts")).search(settings, dependencies);
    case "bootstrap": {
      const { bootstrapFewShot } = await import("./bootstrap.ts");
      return bootstrapFewShot({ ...settings, made, ...(threshold !== undefined && { threshold }) }, dependencies);
    }
    case "gepa":
      return openGepa({ ...settings, trials, minibatch }, dependencies);
  }
};

const openGepa = async (settings: GepaSettings, dependencies: OptimizerDependencies): Promise<Optimizer> => {
  const { reflect } = dependencies;
  if (reflect === undefined || !reflect.canJudge) {
    throw new InputError({
      what: "gepa needs a model that can rewrite an instruction, and there is none",
      expected: "a model that follows instructions: the offline one cannot",
      fix: "name one with --lm, like ollama:qwen2.5:7b, or choose another optimizer, like search",
    });
  }
  // ax, which it is built on, is large.
  const { gepa } = await import("./gepa.ts");
  return gepa(settings, { ...dependencies, reflect });
};
