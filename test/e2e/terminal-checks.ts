import xterm from "@xterm/headless";
import { afterAll, afterEach, expect } from "vitest";
import type { PtyOptions, PtySession } from "../pty.ts";
import { type FakeOllamaOptions, startFakeOllama } from "../servers/fake-ollama.ts";
import { openTerminal, type TerminalChat } from "./open-terminal.ts";
import { sandbox } from "./program.ts";

const esc = "\x1b";

/** Clearing of screen or scrollback, reset, and the alternate screen. */
export const clears = new RegExp(`${esc}(\\[[23]J|c|\\[\\?1049)`);

/** Colours, bold, dim: any sequence that makes text look other than plain. */
export const looks = new RegExp(`${esc}\\[[0-9;:]*[1-9][0-9;:]*m`);

export const withoutSpace = (text: string): string => text.replace(/\s+/g, "");

export const count = (text: string, part: string): number => text.split(part).length - 1;

/** What a terminal is left with after these bytes: whether its cursor is shown, pastes bracketed, keys asked for. */
export const modesAfter = (bytes: string) => {
  const isOn = (on: string, off: string) => bytes.lastIndexOf(on) > bytes.lastIndexOf(off);
  return {
    pasteMode: isOn(`${esc}[?2004h`, `${esc}[?2004l`),
    cursorHidden: isOn(`${esc}[?25l`, `${esc}[?25h`),
    keyProtocols: count(bytes, `${esc}[>5u`) - count(bytes, `${esc}[<u`),
    heldUpdate: isOn(`${esc}[?2026h`, `${esc}[?2026l`),
    // An SGR sequence without parameters, or with 0, is the last one.
    coloured: ([...bytes.matchAll(sgr)].at(-1)?.[1] ?? "").replace(/^0$/, "") !== "",
  };
};

export const asFound = {
  pasteMode: false,
  cursorHidden: false,
  keyProtocols: 0,
  heldUpdate: false,
  coloured: false,
} as const;

/** The terminal's own settings after the chat, as `stty -a` prints them. */
export const expectSaneSettings = (stty: string): void => {
  expect(stty).toMatch(/[^-]icanon/);
  expect(stty).toMatch(/[^-]echo /);
  expect(stty).toMatch(/[^-]isig/);
  expect(stty).toMatch(/[^-]opost/);
  expect(stty).toMatch(/[^-]icrnl/);
};

export const plainLook = { palette: undefined, rgb: undefined, bold: false, dim: false, underline: false };

/** How the cells look in which a text stands (the first time, or the last), after these bytes in a terminal of 80×24. */
export const lookOf = async (bytes: string, text: string, { last = false } = {}) => {
  const terminal = new xterm.Terminal({ cols: 80, rows: 24, scrollback: 10_000, allowProposedApi: true });
  await new Promise<void>((shown) => terminal.write(bytes, shown));
  const { active } = terminal.buffer;
  for (let row = 0; row < active.length; row++) {
    const line = active.getLine(last ? active.length - 1 - row : row);
    const x = line?.translateToString().indexOf(text) ?? -1;
    const cell = x === -1 ? undefined : line?.getCell(x);
    if (cell === undefined) continue;
    return {
      palette: cell.isFgPalette() ? cell.getFgColor() : undefined,
      rgb: cell.isFgRGB() ? cell.getFgColor() : undefined,
      bold: cell.isBold() !== 0,
      dim: cell.isDim() !== 0,
      underline: cell.isUnderline() !== 0,
    };
  }
  throw new Error(`not on screen: ${text}`);
};

const sgr = new RegExp(`${esc}\\[([0-9;:]*)m`, "g");

/** The built program in terminals of its own, and the servers that answer it; all end with the test that opened them. */
export const terminalRoom = () => {
  const { folder, env, run, remove } = sandbox();
  const ends: (() => unknown)[] = [];
  afterEach(async () => {
    await Promise.all(ends.splice(0).map((end) => end()));
  });
  afterAll(remove);
  const opened = <Session extends PtySession>(session: Session): Session => {
    ends.push(() => session.kill("SIGKILL"));
    return session;
  };
  /** A chat that is ready to answer, at a fixed time and with a fixed seed. */
  const chatting = async (
    args: readonly string[],
    { env: more, ready = true, ...options }: PtyOptions & { readonly ready?: boolean } = {},
  ): Promise<TerminalChat> => {
    const chat = opened(
      await openTerminal([...args, "--now", "2026-12-24T23:40:00+00:00", "--seed", "7"], {
        cwd: folder,
        ...options,
        env: { ...env, ...more },
      }),
    );
    if (ready) await chat.waitFor("model:", { within: "everything" });
    return chat;
  };
  const serving = async <Server extends { close(): Promise<void> }>(start: Promise<Server>): Promise<Server> => {
    const server = await start;
    ends.push(() => server.close());
    return server;
  };
  return {
    folder,
    env,
    run,
    opened,
    chatting,
    serving,
    /** A chat with an Ollama that answers as it is told. */
    async talking(answers: FakeOllamaOptions, args: readonly string[] = [], options: PtyOptions = {}) {
      const server = await serving(startFakeOllama({ models: ["qwen3:4b"], ...answers }));
      const chat = await chatting(["--lm", "ollama:qwen3:4b", ...args], {
        ...options,
        env: { ...options.env, OLLAMA_HOST: server.url },
      });
      return { server, chat };
    },
  };
};
