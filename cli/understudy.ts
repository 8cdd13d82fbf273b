#!/usr/bin/env node
import { Command } from "commander";
import about from "../package.json" with { type: "json" };
import { defineEvaluation } from "./definitions/evaluation.ts";
import { defineGuard } from "./definitions/guard.ts";
import { definePrograms } from "./definitions/programs.ts";
import { defineTalk } from "./definitions/talk.ts";
import { reportFault, usageExitCode } from "./report-fault.ts";

const program = new Command("understudy")
  .description("Talk to a persona that answers in its client's voice, behind guardrails.")
  .version(about.version)
  .showHelpAfterError("(understudy --help lists the commands and options)")
  .showSuggestionAfterError()
  .enablePositionalOptions()
  .exitOverride()
  .configureOutput({ outputError: (text, write) => write(text) });

defineTalk(program);
defineGuard(program);
definePrograms(program);
defineEvaluation(program);

try {
  await program.parseAsync(withDefaultCommand(process.argv.slice(2)), { from: "user" });
} catch (error) {
  process.exitCode = usageExitCode(error) ?? (await reportFault(error));
}

/** Options alone are for chat, after `programs` for its list. (Commander's own default command would take a misspelt command for an argument of it.) */
function withDefaultCommand(given: readonly string[]): readonly string[] {
  const [first, ...rest] = given;
  if (first === "programs" && hasNoCommand(rest[0])) return [first, "list", ...rest];
  return hasNoCommand(first) ? ["chat", ...given] : given;
}

function hasNoCommand(first: string | undefined): boolean {
  return first === undefined || (first.startsWith("-") && !/^(-h|--help|-V|--version)$/.test(first));
}
