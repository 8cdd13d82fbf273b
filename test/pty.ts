import { type IPty, spawn } from "@lydell/node-pty";
import xterm from "@xterm/headless";

export type PtyOptions = {
  readonly cwd?: string;
  /** Laid over a bare environment: nothing of the test run's own (CI, NO_COLOR, keys) gets through. */
  readonly env?: Readonly<Record<string, string>>;
  readonly columns?: number;
  readonly rows?: number;
};

export type PtyExit = { readonly code: number; readonly signal: number };

/** A program in a pseudo-terminal, and the screen that a person would see. */
export type PtySession = {
  write(keys: string): void;
  /** As terminals do it: bracketed, line breaks as carriage returns. */
  paste(text: string): void;
  resize(columns: number, rows: number): void;
  kill(signal: NodeJS.Signals): void;
  /** Closes the terminal, as closing its window does. */
  hangUp(): void;
  /** Rows of the window, without spaces at their ends. */
  screen(): string;
  /** Scrollback and window. */
  everything(): string;
  /** Cell of the cursor in the window. */
  cursor(): { readonly x: number; readonly y: number };
  /** All that the program wrote. */
  bytes(): string;
  /** Waits until the window (`screen`, the default) or all that was ever shown matches. Looks when output arrives; no polling. */
  waitFor(what: string | RegExp | (() => boolean), options?: WaitOptions): Promise<void>;
  readonly exit: Promise<PtyExit>;
};

export type WaitOptions = { readonly within?: "screen" | "everything"; readonly timeout?: number };

const bareEnv = () => ({
  PATH: process.env.PATH ?? "",
  HOME: process.env.HOME ?? "",
  LANG: "C.UTF-8",
  TERM: "xterm-256color",
});

/** Starts a program in a pseudo-terminal of 80×24, unless told otherwise. */
export const startPty = (command: string, args: readonly string[], options: PtyOptions = {}): PtySession => {
  const columns = options.columns ?? 80;
  const rows = options.rows ?? 24;
  const terminal = new xterm.Terminal({ cols: columns, rows, scrollback: 100_000, allowProposedApi: true });
  const env: Record<string, string> = { ...bareEnv(), ...options.env };
  const program: IPty = spawn(command, [...args], {
    name: env.TERM ?? "xterm-256color",
    cols: columns,
    rows,
    env,
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
  });
  const written: string[] = [];
  const watchers = new Set<() => void>();
  const wake = () => {
    for (const watcher of watchers) watcher();
  };
  program.onData((data) => {
    written.push(data);
    terminal.write(data, wake);
  });
  let ended: PtyExit | undefined;
  const exit = new Promise<PtyExit>((resolve) => {
    program.onExit(({ exitCode, signal }) => {
      ended = { code: exitCode, signal: signal ?? 0 };
      // What was written last is still on its way to the screen.
      terminal.write("", () => {
        wake();
        resolve({ code: exitCode, signal: signal ?? 0 });
      });
    });
  });

  const rowsFrom = (first: number): string => {
    const { active } = terminal.buffer;
    const lines: string[] = [];
    for (let y = first; y < active.length; y++) lines.push(active.getLine(y)?.translateToString(true) ?? "");
    return lines.join("\n").trimEnd();
  };
  const session: PtySession = {
    write: (keys) => program.write(keys),
    paste: (text) => program.write(`\x1b[200~${text.replaceAll("\n", "\r")}\x1b[201~`),
    resize(width, height) {
      terminal.resize(width, height);
      program.resize(width, height);
    },
    kill: (signal) => program.kill(signal),
    // It is there, though the types leave it out.
    hangUp: () => (program as IPty & { destroy(): void }).destroy(),
    screen: () => rowsFrom(terminal.buffer.active.baseY),
    everything: () => rowsFrom(0),
    cursor: () => ({ x: terminal.buffer.active.cursorX, y: terminal.buffer.active.cursorY }),
    bytes: () => written.join(""),
    exit,
    waitFor: (what, { within = "screen", timeout = 10_000 } = {}) =>
      new Promise((resolve, reject) => {
        const isThere = () => {
          if (typeof what === "function") return what();
          const text = session[within]();
          return typeof what === "string" ? text.includes(what) : what.test(text);
        };
        const stop = (error?: Error) => {
          clearTimeout(timer);
          watchers.delete(look);
          if (error) reject(error);
          else resolve();
        };
        const fail = (why: string) => stop(new Error(`${why} ${String(what)}; the screen:\n${session.screen()}`));
        const timer = setTimeout(() => fail(`not seen within ${timeout} ms:`), timeout);
        const look = () => {
          if (isThere()) stop();
          else if (ended) fail(`the program ended with code ${ended.code} before showing`);
        };
        watchers.add(look);
        look();
      }),
  };
  return session;
};
