import type { Command } from "commander";
import { exitWith, withEmbedder, withLm } from "./options.ts";

/** Commands that ask servers what they have. */
export const defineConnections = (program: Command): void => {
  withLm(withEmbedder(program.command("models")))
    .argument("[connection...]", "names of understudy.yaml, or providers (default: all that can be asked from here)")
    .description("list the models that each server offers, what they cost, and which are in use (●)")
    .option("--json", "print JSON")
    .action(async (named, options) => exitWith((await import("../models.ts")).models(named, options)));
};
