import { Command } from "commander";
import about from "../package.json" with { type: "json" };
import { defineAbout } from "./definitions/about.ts";
import { defineConnections } from "./definitions/connections.ts";
import { defineEvaluation } from "./definitions/evaluation.ts";
import { defineExperiment } from "./definitions/experiment.ts";
import { fillOptions } from "./definitions/fill-options.ts";
import { defineGuard } from "./definitions/guard.ts";
import { defineLog } from "./definitions/log.ts";
import { defineMetrics } from "./definitions/metrics.ts";
import { definePrograms } from "./definitions/programs.ts";
import { defineSessions } from "./definitions/sessions.ts";
import { defineSpend } from "./definitions/spend.ts";
import { defineTalk } from "./definitions/talk.ts";
import { topicList } from "./help-topics/index.ts";

/** All commands and options of the program; what a command does is loaded when it runs. */
export const createProgram = (): Command => {
  const program = new Command("understudy")
    .description("Talk to a persona that answers in its client's voice, behind guardrails.")
    .version(about.version)
    .showHelpAfterError("(understudy --help lists the commands and options)")
    .showSuggestionAfterError()
    .enablePositionalOptions()
    .exitOverride()
    .configureOutput({ outputError: (text, write) => write(text) })
    .addHelpText("after", () => topicList().trimEnd())
    .hook("preAction", (_program, command) => fillOptions(command));
  defineTalk(program);
  defineSessions(program);
  defineLog(program);
  defineSpend(program);
  defineMetrics(program);
  defineExperiment(program);
  defineGuard(program);
  definePrograms(program);
  defineEvaluation(program);
  defineConnections(program);
  defineAbout(program);
  return program;
};
