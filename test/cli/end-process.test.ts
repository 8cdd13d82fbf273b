import { describe, expect, it } from "vitest";
import { type Ending, endProcess } from "../../cli/end-process.ts";

/** Ends a process whose stdin and stdout are a terminal, and tells what was done to it. */
const ended = (isTerminal: (fd: number) => boolean): readonly string[] => {
  const done: string[] = [];
  const process = {
    pid: 7,
    stdin: { isTTY: true, fd: 0 },
    stdout: { isTTY: true, fd: 1 },
    stderr: { isTTY: false, fd: 2 },
    emit: (event: string, code: number) => done.push(`${event} ${code} is heard of`),
    removeAllListeners: (signal: string) => done.push(`nobody catches ${signal}`),
    kill: (pid: number, signal: string) => done.push(`${signal} to ${pid}`),
    exit: (code: number) => done.push(`exit ${code}`),
  };
  endProcess(129, process as unknown as Ending, isTerminal); // all that is used of a process
  return done;
};

describe("the end of the process", () => {
  it("is an exit where its terminal is there, or where it never had one", () => {
    expect(ended((fd) => fd !== 2)).toEqual(["exit 129"]);
  });

  it("is a hang-up where the terminal is closed, once all have heard of it", () => {
    expect(ended(() => false).slice(0, 3)).toEqual(["exit 129 is heard of", "nobody catches SIGHUP", "SIGHUP to 7"]);
  });
});
