#!/usr/bin/env node
import { createProgram } from "./create-program.ts";
import { reportFault, usageExitCode } from "./report-fault.ts";

try {
  await createProgram().parseAsync(withDefaultCommand(process.argv.slice(2)), { from: "user" });
} catch (error) {
  process.exitCode = usageExitCode(error) ?? (await reportFault(error));
}

/** Options alone are for chat, after `programs` and `sessions` for their lists. (Commander's own default command would take a misspelt command for an argument of it.) */
function withDefaultCommand(given: readonly string[]): readonly string[] {
  const [first, ...rest] = given;
  if ((first === "programs" || first === "sessions") && hasNoCommand(rest[0])) return [first, "list", ...rest];
  return hasNoCommand(first) ? ["chat", ...given] : given;
}

function hasNoCommand(first: string | undefined): boolean {
  return first === undefined || (first.startsWith("-") && !/^(-h|--help|-V|--version)$/.test(first));
}
