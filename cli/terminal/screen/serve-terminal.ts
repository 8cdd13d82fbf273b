import { readFileSync } from "node:fs";
import type { HeldTerminal } from "../hold-terminal.ts";
import type { KeyReader } from "../input/read-keys.ts";
import type { TerminalServices } from "../terminal-services.ts";
import { copyText } from "./copy-text.ts";
import type { Size } from "./frame-writer.ts";
import type { Screen } from "./open-screen.ts";

export type ServeOptions = {
  readonly size: () => Size;
  readonly now: () => number;
  readonly screen: Pick<Screen, "leave" | "lose" | "resume" | "scrollAway" | "send">;
  readonly terminal: Pick<HeldTerminal, "leave" | "enter">;
  readonly keys: () => Pick<KeyReader, "pause" | "resume"> | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly platform: NodeJS.Platform;
  readonly signals: StopSignals;
};

/** The signals by which a program is stopped and goes on. */
export type StopSignals = {
  /** Stops this process, and those that were started with it; returns when it goes on, or at once where nothing can stop it. */
  stop(everyone: boolean): void;
  /** Told that it was asked to stop, that it goes on, and that a program which it runs has been stopped. */
  on(asked: () => void, continued: () => void, childStopped: () => void): () => void;
};

/** Milliseconds within which the signal comes by which a stopped program goes on. */
const signalTime = 100;
/** Milliseconds after which a program that was stopped alone is looked at: most stop all that run with them. */
const childTime = 50;

export type ServedTerminal = TerminalServices & {
  /** Whether another program has the terminal. */
  isAway(): boolean;
  close(): void;
};

/** What the chat can ask of a real terminal. */
export const serveTerminal = (options: ServeOptions): ServedTerminal => {
  const { size, now, screen, terminal, keys, env, platform, signals } = options;
  let away: "outside" | "stopped" | undefined;
  const leave = (why: "outside" | "stopped") => {
    away = why;
    screen.leave();
    keys()?.pause();
    terminal.leave();
  };
  const comeBack = () => {
    away = undefined;
    terminal.enter();
    keys()?.resume();
    screen.resume();
  };
  /** The signal that it goes on tells nothing new then. */
  let isBack = false;
  const stop = (everyone: boolean) => {
    // An editor that was stopped holds the terminal's keys: the shell gets them only when we are stopped as well.
    if (away === "outside") signals.stop(everyone);
    if (away !== undefined) return;
    leave("stopped");
    signals.stop(everyone);
    isBack = true;
    setTimeout(() => {
      isBack = false;
    }, signalTime).unref();
    comeBack();
  };
  const continued = () => {
    if (away !== undefined || isBack) return;
    // It was stopped by a signal that nobody can notice: a shell has had the terminal since, and written on it.
    screen.lose();
    comeBack();
  };
  const off = signals.on(
    () => stop(false),
    continued,
    () => {
      if (away === "outside") signals.stop(true);
    },
  );

  return {
    size,
    now,
    isAway: () => away !== undefined,
    async outside(work) {
      if (away !== undefined) return work();
      leave("outside");
      try {
        // Node goes on reading keys until the event loop has turned.
        await new Promise((resolve) => setImmediate(resolve));
        return await work();
      } finally {
        comeBack();
      }
    },
    suspend() {
      if (away === undefined) stop(true);
    },
    copy: (text) => copyText(text, { env, platform, send: screen.send }),
    clear: screen.scrollAway,
    close: off,
  };
};

/** Those of this process. */
export const stopSignals = (): StopSignals => {
  let asked = () => {};
  return {
    stop(everyone) {
      process.off("SIGTSTP", asked);
      // All of the job, as the terminal does it: `npm start` waits for its child and would keep the shell waiting.
      process.kill(everyone ? 0 : process.pid, "SIGTSTP");
      process.on("SIGTSTP", asked);
    },
    on(toldToStop, continued, childStopped) {
      asked = toldToStop;
      let timer: NodeJS.Timeout | undefined;
      const look = () => {
        if (isChildStopped()) childStopped();
      };
      const changed = () => {
        clearTimeout(timer);
        timer = setTimeout(look, childTime).unref();
      };
      process.on("SIGTSTP", asked).on("SIGCONT", continued).on("SIGCHLD", changed);
      return () => {
        clearTimeout(timer);
        process.off("SIGTSTP", asked).off("SIGCONT", continued).off("SIGCHLD", changed);
      };
    },
  };
};

/** Whether a program that this one has started is stopped; where there is no /proc nobody can tell. */
const isChildStopped = (): boolean => {
  try {
    const children = readFileSync(`/proc/self/task/${process.pid}/children`, "utf8").trim().split(" ");
    // Its name may hold anything, the last bracket ends it.
    return children.some((pid) => /\) T [^)]*$/.test(readFileSync(`/proc/${Number(pid)}/stat`, "utf8")));
  } catch {
    return false;
  }
};
