import { spawn } from "@lydell/node-pty";
import xterm from "@xterm/headless";
import type { ScreenCell, ScreenColor } from "./screen-svg.ts";

export type DriveOptions = {
  readonly cwd: string;
  /** All that the program sees of the environment. */
  readonly env: Readonly<Record<string, string>>;
  readonly columns: number;
  readonly rows: number;
};

/** A program in a pseudo-terminal whose screen can be read cell by cell. */
export type DrivenProgram = {
  /** Types, then waits until the window shows `until` and nothing has been written for a moment. @throws {Error} it never does */
  type(keys: string, until: RegExp): Promise<void>;
  /** Rows of the window, all of the same length in columns; a wide character is one cell. */
  cells(): readonly (readonly ScreenCell[])[];
  /** Place of the cursor in columns and rows, from 0. */
  cursor(): { readonly x: number; readonly y: number };
  end(): Promise<void>;
};

/** Milliseconds without output after which a screen counts as finished: ten pictures of a spinner. */
const quiet = 1000;
/** Milliseconds within which something must come. */
const patience = 30_000;

export const driveProgram = (args: readonly string[], { cwd, env, columns, rows }: DriveOptions): DrivenProgram => {
  const terminal = new xterm.Terminal({ cols: columns, rows, allowProposedApi: true });
  const program = spawn(process.execPath, [...args], { name: "xterm-256color", cols: columns, rows, cwd, env });
  let wroteAt = performance.now();
  program.onData((data) => {
    wroteAt = performance.now();
    terminal.write(data);
  });
  const exited = new Promise<void>((resolve) => program.onExit(() => resolve()));

  const line = (y: number) => terminal.buffer.active.getLine(terminal.buffer.active.baseY + y);
  const text = () => Array.from({ length: rows }, (_, y) => line(y)?.translateToString(true) ?? "").join("\n");
  return {
    async type(keys, until) {
      program.write(keys);
      const begun = performance.now();
      wroteAt = begun;
      while (!until.test(text()) || performance.now() - wroteAt < quiet) {
        if (performance.now() - begun > patience) {
          throw new Error(`${until} was not on screen within ${patience} ms:\n${text()}`);
        }
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    },
    cells: () =>
      Array.from({ length: rows }, (_, y) =>
        Array.from({ length: columns }, (_, x) => line(y)?.getCell(x)).flatMap((cell) => {
          // The second half of a wide character has no width.
          if (cell === undefined || cell.getWidth() === 0) return [];
          return [
            {
              text: cell.getChars() || " ",
              columns: cell.getWidth(),
              color: colorOf(cell.isFgPalette(), cell.isFgRGB(), cell.getFgColor()),
              background: colorOf(cell.isBgPalette(), cell.isBgRGB(), cell.getBgColor()),
              bold: cell.isBold() !== 0,
              dim: cell.isDim() !== 0,
              italic: cell.isItalic() !== 0,
              underline: cell.isUnderline() !== 0,
              struck: cell.isStrikethrough() !== 0,
              inverse: cell.isInverse() !== 0,
            },
          ];
        }),
      ),
    cursor: () => ({ x: terminal.buffer.active.cursorX, y: terminal.buffer.active.cursorY }),
    async end() {
      program.kill("SIGTERM");
      await exited;
    },
  };
};

const colorOf = (isPalette: boolean, isRgb: boolean, value: number): ScreenColor =>
  isPalette ? value : isRgb ? `#${value.toString(16).padStart(6, "0")}` : undefined;
