import { type ChildProcess, spawn as spawnProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { text } from "node:stream/consumers";
import { setTimeout as wait } from "node:timers/promises";
import { type IPty, spawn as spawnTerminal } from "@lydell/node-pty";
import xterm from "@xterm/headless";
import { percentile, type Row, row } from "./measure.ts";

const program = new URL("../dist/understudy.js", import.meta.url).pathname;
/** Messages of both sides before the measured reply. */
const history = 1000;
/** A character that no reply holds. */
const mark = "@";
/** Milliseconds after which something that was to be shown is missed. */
const patience = 60_000;
/** Milliseconds between two keys. */
const keyPace = 40;
const clears = new RegExp(`${"\x1b"}(\\[[23]J|c|\\[\\?1049)`, "g");

/** What a streamed reply of 2,000 tokens costs in the terminal, and what many messages cost in memory. */
export const terminalChat = async (): Promise<readonly Row[]> => {
  const home = mkdtempSync(join(tmpdir(), "understudy-bench-"));
  const server = await startServer();
  const chat = openChat(server.url, home);
  try {
    await chat.until("› ");
    await chat.until("model: together");
    await chat.exchange(history / 2);
    const quiet = await chat.stream({ isTyping: false });
    const typing = await chat.stream({ isTyping: true });
    return [
      row("bytes written a byte shown, 2,000 tokens at 200 a second", quiet.ratio, 2.5, ""),
      row("  the same while keys are typed", typing.ratio, undefined, ""),
      row("screen clears", quiet.clears + typing.clears, 0, "", 0),
      row("key to echo meanwhile, p50", percentile(typing.echoes, 0.5), undefined, " ms", 1),
      row("key to echo meanwhile, p99", percentile(typing.echoes, 0.99), 16, " ms", 1),
      ...(await memory()),
    ];
  } finally {
    await chat.close();
    server.close();
    rmSync(home, { recursive: true, force: true });
  }
};

/** The heap after 10,000 messages against the heap after 1,000, both after a full collection. */
const memory = async (): Promise<readonly Row[]> => {
  const worker = new URL("./terminal-memory-worker.ts", import.meta.url).pathname;
  const child = spawnProcess(process.execPath, ["--expose-gc", "--import", "tsx", worker], {
    stdio: ["ignore", "pipe", "inherit"],
    // React keeps records of all that it draws otherwise.
    env: { ...process.env, NODE_ENV: "production" },
  });
  const [output, [code]] = await Promise.all([text(child.stdout), once(child, "exit")]);
  if (code !== 0) throw new Error(`the memory worker ended with exit code ${code}`);
  const { early, late }: { early: number; late: number } = JSON.parse(output);
  return [
    row("heap of chat and screen after 1,000 messages", early / 2 ** 20, undefined, " MB", 1),
    row("heap of chat and screen after 10,000 messages", late / 2 ** 20, undefined, " MB", 1),
    row("  kept of a message", (late - early) / 9000 / 1024, 6, " kB", 1),
  ];
};

const startServer = async () => {
  const script = new URL("./chat-server.ts", import.meta.url).pathname;
  const child: ChildProcess = spawnProcess(process.execPath, ["--import", "tsx", script], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  if (child.stdout === null) throw new Error("the server has no output");
  const [url] = await once(createInterface(child.stdout), "line");
  return { url: String(url), close: () => child.kill() };
};

const openChat = (url: string, home: string) => {
  // A long conversation, and a reply longer than a persona's usual one.
  const settings = { connections: { slow: { provider: "together", model: "fake", max_tokens: 2500 } } };
  writeFileSync(join(home, "understudy.yaml"), JSON.stringify(settings));
  const terminal: IPty = spawnTerminal(process.execPath, [program, "chat", "--lm", "slow", "--max-turns", "0"], {
    cols: 80,
    rows: 24,
    cwd: home,
    env: {
      ...process.env,
      UNDERSTUDY_HOME: home,
      TERM: "xterm-256color",
      TOGETHER_API_KEY: "key",
      TOGETHER_BASE_URL: url,
    },
  });
  const ended = new Promise<void>((resolve) => {
    terminal.onExit(() => resolve());
  });
  let written = "";
  const listeners = new Set<() => void>();
  terminal.onData((data) => {
    written += data;
    for (const listener of listeners) listener();
  });
  /** Until what was written, from its `from`th character on, holds a text. */
  const until = (sign: string | RegExp, from = 0): Promise<void> =>
    new Promise((resolve, reject) => {
      const stop = () => {
        clearTimeout(timer);
        listeners.delete(look);
      };
      const look = () => {
        if (written.slice(from).search(sign) === -1) return;
        stop();
        resolve();
      };
      const timer = setTimeout(() => {
        stop();
        reject(new Error(`not seen: ${sign}\n${JSON.stringify(written.slice(-2000))}`));
      }, patience);
      listeners.add(look);
      look();
    });

  return {
    until,
    async exchange(count: number) {
      for (let done = 0; done < count; done++) {
        written = "";
        terminal.write("go on\r");
        await until(/ tokens/);
      }
    },
    /** A long reply, with or without keys meanwhile. */
    async stream({ isTyping }: { readonly isTyping: boolean }) {
      written = "";
      terminal.write("long\r");
      await until("answering");
      let isOver = false;
      const over = until(/ tokens/).then(() => {
        isOver = true;
      });
      const echoes: number[] = [];
      while (isTyping && !isOver) {
        const from = performance.now();
        const before = written.length;
        terminal.write(mark);
        await Promise.race([until(mark, before), over]);
        if (!isOver) echoes.push(performance.now() - from);
        await wait(keyPace / 2);
        terminal.write("\x7f");
        await wait(keyPace / 2 + Math.random() * 10);
      }
      await over;
      return {
        ratio: Buffer.byteLength(written) / (await shownBy(written)),
        clears: (written.match(clears) ?? []).length,
        echoes,
      };
    },
    /** Until it has ended: it writes down what was under way. */
    async close() {
      terminal.kill();
      await ended;
    },
  };
};

/** Bytes of the text on screen and scrolled away after these were written. */
const shownBy = async (bytes: string): Promise<number> => {
  const terminal = new xterm.Terminal({ cols: 80, rows: 24, scrollback: 10_000, allowProposedApi: true });
  await new Promise<void>((resolve) => terminal.write(bytes, resolve));
  const { active } = terminal.buffer;
  let shown = 0;
  for (let y = 0; y < active.length; y++) {
    shown += Buffer.byteLength((active.getLine(y)?.translateToString(true) ?? "").trim());
  }
  terminal.dispose();
  return shown;
};
