import { type Command, InvalidArgumentError } from "commander";
import { exitWith } from "./options.ts";

/** Commands of the experiments that understudy.yaml describes. */
export const defineExperiment = (program: Command): void => {
  const experiment = program.command("experiment").description("see how the experiments of understudy.yaml do");
  experiment
    .command("list")
    .description("list the experiments and whether they run (what happens without a command)")
    .option("--json", "print JSON")
    .action(async (options) => exitWith((await import("../experiment.ts")).listExperiments(options)));
  experiment
    .command("status")
    .argument("[name]", "the experiment (default: all)")
    .description("show who got which variant so far, and how the canary stands")
    .option("--json", "print JSON")
    .action(async (name, options) => exitWith((await import("../experiment.ts")).showStatus(name, options)));
  experiment
    .command("report")
    .argument("<name>", "the experiment")
    .description("compare the variants with the first one, and say what to do; may be looked at as often as one likes")
    .option(
      "--metric <name>",
      "satisfaction, turns, blocked, failed, latency, cost or completion (default: the experiment's)",
    )
    .option(
      "--min-effect <number>",
      "the least difference that matters: points of 100 for shares, else turns, ms or US dollars",
      aboveZero,
    )
    .option("--json", "print JSON")
    .action(async (name, options) => exitWith((await import("../experiment-report.ts")).showReport(name, options)));
  experiment
    .command("stop")
    .argument("<name>", "the experiment")
    .argument("[variant]", "the variant whose traffic goes to the first one (default: all of the experiment)")
    .description("stop an experiment, or one variant of it, from the next turn on")
    .requiredOption("--why <text>", "the reason, which status shows")
    .action(async (name, variant, { why }) =>
      exitWith((await import("../experiment.ts")).decideExperiment(name, variant, { action: "stop", reason: why })),
    );
  experiment
    .command("start")
    .argument("<name>", "the experiment")
    .argument("[variant]", "the variant (default: all of the experiment)")
    .description("take a stop back; a canary is judged by its turns from then on")
    .option("--why <text>", "the reason", "")
    .action(async (name, variant, { why }) =>
      exitWith((await import("../experiment.ts")).decideExperiment(name, variant, { action: "start", reason: why })),
    );
};

function aboveZero(text: string): number {
  const value = Number(text);
  if (text.trim() === "" || !(value > 0 && value < Number.POSITIVE_INFINITY)) {
    throw new InvalidArgumentError("A number above 0 is expected.");
  }
  return value;
}
