import { bad } from "./bad.ts";
import { clear } from "./clear.ts";
import type { Command } from "./command.ts";
import { copy } from "./copy.ts";
import { edit } from "./edit.ts";
import { end } from "./end.ts";
import { exportCommand } from "./export.ts";
import { good } from "./good.ts";
import { help } from "./help.ts";
import { info } from "./info.ts";
import { inspect } from "./inspect.ts";
import { keep } from "./keep.ts";
import { model } from "./model.ts";
import { mood } from "./mood.ts";
import { now } from "./now.ts";
import { persona } from "./persona.ts";
import { prompt } from "./prompt.ts";
import { quit } from "./quit.ts";
import { redo } from "./redo.ts";
import { reload } from "./reload.ts";
import { rename } from "./rename.ts";
import { resume } from "./resume.ts";
import { retry } from "./retry.ts";
import { sessions } from "./sessions.ts";
import { stats } from "./stats.ts";
import { swipe } from "./swipe.ts";
import { undo } from "./undo.ts";
import { why } from "./why.ts";

/** All commands, in the order in which /help and the menu list them. */
export const commands: readonly Command[] = [
  ...[why, prompt, inspect, copy],
  ...[retry, swipe, edit, undo, redo],
  ...[good, bad, keep],
  ...[sessions, resume, rename, exportCommand, end],
  ...[persona, model, mood, now, reload],
  ...[info, stats, clear, help, quit],
];
