import { type Command, Option } from "commander";
import { collect, exitWith } from "./options.ts";

/** What the prediction log says of conversations, models and stages. */
export const defineMetrics = (program: Command): void => {
  program
    .command("metrics")
    .description("figures of conversations, models and the stages of a turn, from the prediction log")
    .option("--since <time>", "from then on: 7d, 12h, 30m, a day or an ISO 8601 time (default: all that is kept)")
    .option("--until <time>", "up to then; a day belongs to it")
    .option("--persona <name>", "the conversations of this persona alone, by its name")
    .option("--model <name>", "the turns in which this model was asked: provider:model, or the model alone")
    .addOption(
      new Option("--group <groups...>", "what is shown (default: all)").choices(["conversation", "model", "stage"]),
    )
    .option("--metric <names...>", "these metrics alone")
    .option("--plugin <file>", "a JavaScript module with metrics of your own (repeatable)", collect, [])
    .addOption(new Option("--json", "print JSON").conflicts("prometheus"))
    .option("--prometheus", "print Prometheus' text format")
    .option("--out <file>", "write it to a file, all at once: for node_exporter's textfile collector")
    .action(async ({ persona, ...options }, command: Command) => {
      // That of understudy.yaml is a path, and says who speaks, not whose figures are asked for.
      const isGiven = command.getOptionValueSource("persona") === "cli";
      await exitWith((await import("../metrics.ts")).showMetrics({ ...options, ...(isGiven && { persona }) }));
    });
};
