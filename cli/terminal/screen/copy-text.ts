import { spawn } from "node:child_process";
import { InputError } from "../../../brain/core/errors.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/** A program that puts what it reads on a clipboard. */
export type ClipboardTool = { readonly command: string; readonly args: readonly string[]; readonly to: string };

export type CopyOptions = {
  readonly env: Environment;
  readonly platform: NodeJS.Platform;
  /** Sends bytes to the terminal. */
  readonly send: (bytes: string) => void;
  /** Whether the tool is there and took the text. @default runs it */
  readonly run?: (tool: ClipboardTool, text: string) => Promise<boolean>;
};

/** Bytes of text that terminals take in one OSC 52 sequence: xterm takes 100,000 of base64. */
const terminalLimit = 75_000;
/** Milliseconds after which a tool counts as one that does not answer: without a display some wait for ever. */
const patience = 2000;

/**
 * Puts a text on the clipboard, by a tool of this machine or through the terminal, and tells which.
 * @throws {InputError} too long for the terminal, and no tool is there
 */
export const copyText = async (text: string, { env, platform, send, run = runTool }: CopyOptions): Promise<string> => {
  for (const tool of toolsOf(env, platform)) if (await run(tool, text)) return `copied to ${tool.to}`;
  const bytes = Buffer.from(text);
  if (bytes.length > terminalLimit) {
    throw new InputError({
      what: `${bytes.length.toLocaleString("en")} bytes are too much for the terminal's clipboard`,
      expected: `at most ${terminalLimit.toLocaleString("en")}`,
      fix: "install wl-copy, xclip or xsel, or /export to a file",
    });
  }
  const sequence = `\x1b]52;c;${bytes.toString("base64")}\x07`;
  send(env.TMUX ? `\x1bPtmux;${sequence.replaceAll("\x1b", "\x1b\x1b")}\x1b\\` : sequence);
  return "handed to the terminal for its clipboard (OSC 52; some terminals must be told to allow it)";
};

/** The tools that reach the clipboard of the person at the keyboard, the likeliest first. */
const toolsOf = (env: Environment, platform: NodeJS.Platform): readonly ClipboardTool[] => {
  const tool = (command: string, args: readonly string[], to = `the clipboard with ${command}`) => ({
    command,
    args,
    to,
  });
  const isRemote = Boolean(env.SSH_CONNECTION || env.SSH_TTY);
  return [
    ...(env.WAYLAND_DISPLAY ? [tool("wl-copy", [])] : []),
    ...(env.DISPLAY ? [tool("xclip", ["-selection", "clipboard"]), tool("xsel", ["--clipboard", "--input"])] : []),
    ...(platform === "darwin" && !isRemote ? [tool("pbcopy", [])] : []),
    ...((platform === "win32" || env.WSL_DISTRO_NAME) && !isRemote ? [tool("clip.exe", [])] : []),
    ...(env.TMUX ? [tool("tmux", ["load-buffer", "-w", "-"], "tmux's buffer and the terminal's clipboard")] : []),
  ];
};

const runTool = ({ command, args }: ClipboardTool, text: string): Promise<boolean> =>
  new Promise((resolve) => {
    const child = spawn(command, [...args], { stdio: ["pipe", "ignore", "ignore"], timeout: patience });
    child.on("error", () => resolve(false));
    // xclip stays to serve the text: it is its first process that ends.
    child.on("exit", (code) => resolve(code === 0));
    child.stdin.on("error", () => {});
    child.stdin.end(text);
  });
