import { type PtyOptions, type PtySession, startPty } from "../pty.ts";
import { programPath } from "./program.ts";

/** One turn as it stands in the transcript, its rows joined again with spaces. */
export type ShownTurn = {
  readonly message: string;
  /** What is told before the reply: verdicts, attempts, pauses. */
  readonly remarks: string;
  readonly reply: string;
  /** What is told after it: why it was cut, that it was cancelled. */
  readonly afterwards: string;
  /** The line after the reply; empty where the turn did not come to its end. */
  readonly summary: string;
};

export type TerminalChat = PtySession & {
  /** Types a message and waits until its turn is summed up. */
  say(message: string): Promise<void>;
  /**
   * Gives a command and returns what it put into the transcript, once that shows what is expected: a text, however it is
   * broken into rows, or a pattern.
   */
  command(line: string, shows?: string | RegExp): Promise<string>;
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
    async command(line, shows = /\S/) {
      // Behind the last of this name, and before the prompt that follows it.
      const asked = () => session.everything().split(`\n› ${line}\n`);
      const before = asked().length;
      let answer = "";
      session.write(`${line}\r`);
      await session.waitFor(() => {
        const [told = "", prompt] = asked().at(-1)?.split("\n\n› \n") ?? [];
        answer = told;
        return asked().length > before && prompt !== undefined && !isWaiting(told) && doesShow(told, shows);
      });
      return answer;
    },
  };
};

/** The end of what /why shows: who replied, and how that ended. */
export const wholeWhy = /\nreply\n[\s\S]*\([\s\S]+\)$/;

const doesShow = (text: string, what: string | RegExp): boolean =>
  typeof what === "string" ? withoutSpace(text).includes(withoutSpace(what)) : what.test(text);
const withoutSpace = (text: string) => text.replace(/\s+/g, "");

const summary = /^ {2}#\d+ · /;
const remark = /^ {2}([!↻✗] |cancelled$|No reply was sent\.|The reply ends here\.)/;
const isWaiting = (text: string) => /^[⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏] /m.test(text);

const readTurns = (everything: string, persona: string): readonly ShownTurn[] =>
  everything
    .split(/\n\n(?=› )/)
    .slice(1) // the header
    .flatMap((block) => {
      const lines = block.split("\n");
      const name = lines.indexOf(persona);
      if (name === -1) return [];
      const find = (what: RegExp, otherwise: number) => {
        const found = lines.findIndex((line, at) => at > name && what.test(line));
        return found === -1 ? otherwise : found;
      };
      const end = find(summary, -1);
      const last = end === -1 ? lines.length : end;
      const told = find(remark, last);
      const join = (from: number, to: number) =>
        lines
          .slice(from, to)
          .map((line) => line.trim())
          .join(" ")
          .trim();
      const isAlternative = /^reply \d+ of \d+$/.test(lines[name + 1] ?? "");
      return [
        {
          message: (lines[0] ?? "").slice(2),
          remarks: join(1, name),
          reply: join(name + (isAlternative ? 2 : 1), told),
          afterwards: join(told, last),
          summary: end === -1 ? "" : (lines[end] ?? "").trim(),
        },
      ];
    });
