import { InputError } from "../../../brain/core/errors.ts";
import { displayLine } from "../display-text.ts";
import type { Command } from "./command.ts";

/** Sessions shown where nobody says how many. */
const usually = 10;

/** Lists the sessions that can be resumed. */
export const sessions: Command = {
  name: "sessions",
  parameters: "[how many]",
  summary: "lists the sessions, the newest first",
  details: [`${usually} of them, or as many as you say. /resume 2 goes on with the second one.`],
  isSafeWhileReplying: true,
  async run({ chat, say, show, columns }, argument) {
    if (argument !== "" && !/^[1-9]\d{0,5}$/.test(argument)) {
      throw new InputError({
        what: `${displayLine(argument).slice(0, 40)} is no number of sessions.`,
        expected: "a whole number from 1, such as /sessions 20",
      });
    }
    const [{ sessionRows }, { numberedSessions, resumable }] = await Promise.all([
      import("./session-rows.ts"),
      import("./numbered-sessions.ts"),
    ]);
    const limit = argument === "" ? usually : Number(argument);
    // One more tells whether there are more.
    const found = await numberedSessions(chat, limit + 1);
    const listed = found.slice(0, limit);
    if (!found.some(({ mark }) => mark !== "·")) {
      return say(["There is no earlier session here."], "notice");
    }
    show(sessionRows(listed, { columns, now: Date.now() }));
    const remarks = [
      ...(resumable(listed).length > 0 ? ["/resume 1 goes on with the first"] : []),
      ...(found.length > limit ? [`/sessions ${limit * 2} lists more`] : []),
      ...(listed.some(({ session }) => session.isOver)
        ? ["– was closed with /end: `understudy sessions export ID` prints it"]
        : []),
    ];
    say([remarks.join(" · ")], "dim");
  },
};
