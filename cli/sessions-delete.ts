import { InputError } from "../brain/core/errors.ts";
import { plural } from "../evals/reports/eval-words.ts";
import { canAsk, confirm } from "./confirm.ts";
import { print } from "./print.ts";
import { stopOnSignal } from "./progress/stop-on-signal.ts";
import { tell } from "./tell.ts";
import { displayLine } from "./terminal/display-text.ts";

/** What a person who says no is told to have done: nothing. */
const declined = 1;

/** Deletes a kept conversation for good, once somebody has said yes. Returns the exit code. @throws {InputError} nobody is there to ask */
export const deleteSession = async (wanted: string, { yes = false }: { readonly yes?: boolean }): Promise<number> => {
  const [{ openSessions }, { findSession }] = await Promise.all([
    import("../app/sessions/open-sessions.ts"),
    import("../app/sessions/find-session.ts"),
  ]);
  const store = openSessions();
  const { id, title, persona, messages } = await findSession(wanted, store, "sessions delete");
  if (!yes && !canAsk()) {
    throw new InputError({
      what: "a session is deleted for good, and nobody is here to be asked",
      where: "sessions delete",
      fix: "give --yes beside it",
    });
  }
  const stop = stopOnSignal();
  try {
    const what = displayLine(`${title} — ${persona}, ${plural(messages, "message")}`);
    if (!yes && !(await confirm(`Delete ${id} (${what}) for good? [y/N]`, stop.signal))) {
      if (!stop.signal.aborted) tell("nothing was deleted.");
      return stop.exitCode() ?? declined;
    }
    await store.remove(id);
    await print(`deleted ${id}\n`);
    tell("records of its turns, a file a day, and what ↑ brings back stay: see understudy help privacy");
    return 0;
  } finally {
    stop.release();
  }
};
