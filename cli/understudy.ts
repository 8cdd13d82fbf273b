#!/usr/bin/env node
import { createProgram } from "./create-program.ts";
import { reportFault, usageExitCode } from "./report-fault.ts";

/** Commands whose list is printed where nothing more is said. */
const lists = ["programs", "sessions", "experiment"];

try {
  await createProgram().parseAsync(withDefaultCommand(process.argv.slice(2)), { from: "user" });
} catch (error) {
  process.exitCode = usageExitCode(error) ?? (await reportFault(error));
}

/** Options alone are for chat, after what has a list for that list. (Commander's own default command would take a misspelt command for an argument of it.) */
function withDefaultCommand(given: readonly string[]): readonly string[] {
  const [first, ...rest] = given;
  if (first !== undefined && lists.includes(first) && hasNoCommand(rest[0])) return [first, "list", ...rest];
  return hasNoCommand(first) ? ["chat", ...given] : given;
}

function hasNoCommand(first: string | undefined): boolean {
  return first === undefined || (first.startsWith("-") && !/^(-h|--help|-V|--version)$/.test(first));
}
