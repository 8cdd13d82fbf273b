import { type PtyOptions, type PtySession, startPty } from "../pty.ts";
import { programPath } from "./program.ts";

/** One turn as it stands in the transcript, its rows joined again with spaces. */
export type ShownTurn = {
  readonly message: string;
  /** What is told before the reply: verdicts, attempts. */
  readonly remarks: string;
  readonly reply: string;
  /** The line after the reply; empty where the turn did not come to its end. */
  readonly summary: string;
};

export type TerminalChat = PtySession & {
  /** Types a message and waits until its turn is summed up. */
  say(message: string): Promise<void>;
  /** Gives a command that answers at once, and returns what it put into the transcript. */
  command(line: string): Promise<string>;
  /** The turns in the transcript, commands left out. */
  turns(): readonly ShownTurn[];
};

/** The built program in a pseudo-terminal of 80×24, its prompt on screen. */
export const openTerminal = async (
  args: readonly string[],
  { persona = "Vera Almourim", ...options }: PtyOptions & { readonly persona?: string },
): Promise<TerminalChat> => {
  const session = startPty(process.execPath, [programPath, "chat", ...args], options);
  await session.waitFor("›");
  const turns = () => readTurns(session.everything(), persona);
  return {
    ...session,
    turns,
    async say(message) {
      const before = turns().length;
      session.write(`${message}\r`);
      await session.waitFor(() => {
        const all = turns();
        return all.length > before && all.at(-1)?.summary !== "";
      });
    },
    async command(line) {
      // Behind the command, and before the prompt that follows it.
      const answer = () => session.everything().split(`\n› ${line}\n`)[1]?.split("\n\n› \n") ?? [];
      session.write(`${line}\r`);
      await session.waitFor(() => answer().length === 2);
      return answer()[0] ?? "";
    },
  };
};

const summary = /^ {2}.* · \d+\+\d+ tokens/;

const readTurns = (everything: string, persona: string): readonly ShownTurn[] =>
  everything
    .split(/\n\n(?=› )/)
    .slice(1) // the header
    .flatMap((block) => {
      const lines = block.split("\n");
      const name = lines.indexOf(persona);
      if (name === -1) return [];
      const end = lines.findIndex((line, at) => at > name && summary.test(line));
      const join = (from: number, to: number) =>
        lines
          .slice(from, to)
          .map((line) => line.trim())
          .join(" ")
          .trim();
      return [
        {
          message: (lines[0] ?? "").slice(2),
          remarks: join(1, name),
          reply: join(name + 1, end === -1 ? lines.length : end),
          summary: end === -1 ? "" : (lines[end] ?? "").trim(),
        },
      ];
    });
