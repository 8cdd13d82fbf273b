import type { Command } from "./command.ts";
import { help } from "./help.ts";
import { quit } from "./quit.ts";
import { reload } from "./reload.ts";
import { why } from "./why.ts";

/** All commands, in the order in which /help lists them. */
export const commands: readonly Command[] = [why, reload, help, quit];
