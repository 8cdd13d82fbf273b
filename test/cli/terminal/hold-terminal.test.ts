import { EventEmitter } from "node:events";
import { PassThrough } from "node:stream";
import { describe, expect, it } from "vitest";
import { holdTerminal } from "../../../cli/terminal/hold-terminal.ts";

const fakeTerminal = () => {
  const modes: boolean[] = [];
  const stdin = Object.assign(new EventEmitter(), {
    isTTY: true,
    setRawMode(raw: boolean) {
      modes.push(raw);
      return stdin;
    },
  });
  const stdout = new PassThrough();
  let broken = 0;
  // Only what is used of the two streams is there.
  const held = holdTerminal(stdin as unknown as NodeJS.ReadStream, stdout as unknown as NodeJS.WriteStream, {
    broken: () => broken++,
    closing: () => void stdout.write("the end"),
  });
  return { modes, stdin, stdout, held, broken: () => broken, written: () => String(stdout.read() ?? "") };
};

describe("holdTerminal", () => {
  it("reads raw keys and bracketed pastes until it is told to restore, once", () => {
    const { modes, held, written } = fakeTerminal();
    expect(written()).toBe("\x1b[?2004h");
    held.restore();
    held.restore();
    expect(modes).toEqual([false, true, false]);
    expect(written()).toBe("the end\x1b[?2004l\x1b[?25h\x1b[?7h\x1b[0m");
  });

  it("lends the terminal to others as it was found, and takes it back", () => {
    const { modes, held, written } = fakeTerminal();
    written();
    held.leave();
    expect(modes.at(-1)).toBe(false);
    expect(written()).toBe("\x1b[?2004l\x1b[?25h\x1b[?7h\x1b[0m");
    held.enter();
    // Off and on: Node does nothing where it believes that the mode is set, though another program has changed it.
    expect(modes.slice(-2)).toEqual([false, true]);
    expect(written()).toBe("\x1b[?2004h");
    held.restore();
    held.enter();
    expect(modes.at(-1)).toBe(false);
  });

  it("leaves nothing behind in the process", () => {
    const events = ["exit", "uncaughtExceptionMonitor"] as const;
    const before = events.map((event) => process.listenerCount(event));
    const { held } = fakeTerminal();
    held.restore();
    expect(events.map((event) => process.listenerCount(event))).toEqual(before);
  });

  it("takes a closed terminal for an end, not for a crash, even after restoring", () => {
    const { stdin, stdout, held, broken } = fakeTerminal();
    stdout.emit("error", Object.assign(new Error("write EPIPE"), { code: "EPIPE" }));
    stdin.emit("error", Object.assign(new Error("read EIO"), { code: "EIO" }));
    stdin.emit("end");
    expect(broken()).toBe(3);
    held.restore();
    expect(() => stdout.emit("error", new Error("write EPIPE"))).not.toThrow();
  });

  it("restores what can be restored where the terminal is gone", () => {
    const { stdin, held } = fakeTerminal();
    stdin.setRawMode = () => {
      throw new Error("setRawMode EIO");
    };
    expect(() => held.restore()).not.toThrow();
  });
});
