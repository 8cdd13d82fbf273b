import type { EvalCase, Metric } from "../../brain/core/evaluation.ts";
import type { CompiledProgram } from "../../brain/core/program.ts";
import type { OptimizerName } from "../../optimizers/index.ts";
import { optimizerName } from "../programs/optimizer-name.ts";

/** Optimizers that keep what scored best on the devset. */
const choosing: ReadonlySet<string> = new Set<OptimizerName>(["search", "gepa", "bootstrap"]);

/** What a reader of the scores has to know to read them right. */
export const evalNotices = ({
  split,
  cases,
  metrics,
  programs,
}: {
  readonly split: string;
  readonly cases: readonly EvalCase[];
  readonly metrics: readonly Metric[];
  readonly programs: readonly { readonly name: string; readonly program: CompiledProgram }[];
}): readonly string[] => {
  const chosen = programs.filter(
    ({ program }) => program.record !== undefined && choosing.has(optimizerName(program.optimizer)),
  );
  const asked = new Set(cases.map(({ conversation }) => conversation));
  const knows = (program: CompiledProgram) =>
    new Set(program.trainset.map(({ conversation }) => conversation).filter((each) => asked.has(each))).size;
  const known = programs.map(({ name, program }) => ({ name, count: knows(program) }));
  const most = Math.max(...known.map(({ count }) => count));
  const least = Math.min(...known.map(({ count }) => count));
  const byDemos = metrics.filter(({ needs }) => needs === "demos").map(({ name }) => name);
  const without = programs.filter(({ program }) => program.settings.choice === "none").map(({ name }) => name);
  return [
    ...(split === "dev" || split === "loco"
      ? chosen.map(
          ({ name }) =>
            `${name} was chosen by its scores on conversations like these, or these: it looks better here than it is. --split test tells, once.`,
        )
      : []),
    ...(most > least
      ? [
          `What they know is not the same: ${known
            .filter(({ count }) => count === most)
            .map(({ name }) => name)
            .join(
              ", ",
            )} learned from ${most} of the conversations that are asked (each is answered without its own), others from ${least}.`,
        ]
      : []),
    ...(byDemos.length > 0 && without.length > 0 && cases.some(({ expected }) => expected !== undefined)
      ? [`${without.join(", ")} has no demos: by ${byDemos.join(", ")} it is 0 by construction.`]
      : []),
  ];
};
