import { describe, expect, it } from "vitest";
import { serveTerminal } from "../../../../cli/terminal/screen/serve-terminal.ts";
import { wrappingOf } from "../../../../cli/terminal/screen/wrapping.ts";

const serve = (stopped: (everyone: boolean) => void = () => {}) => {
  const done: string[] = [];
  const noted =
    (what: string) =>
    (...more: readonly unknown[]) =>
      void done.push([what, ...more].join(" "));
  let asked = () => {};
  let continued = () => {};
  let childStopped = () => {};
  const services = serveTerminal({
    size: () => ({ columns: 80, rows: 24 }),
    now: () => 0,
    screen: {
      leave: noted("screen left"),
      lose: noted("screen lost"),
      resume: noted("screen drawn"),
      scrollAway: noted("scrolled"),
      send: noted("sent"),
    },
    terminal: { leave: noted("cooked"), enter: noted("raw") },
    keys: () => ({ pause: noted("keys paused"), resume: noted("keys read") }),
    env: {},
    platform: "linux",
    signals: {
      stop(everyone) {
        done.push(`stop ${everyone ? "all" : "this"}`);
        stopped(everyone);
      },
      on(toldToStop, goesOn, childStops) {
        asked = toldToStop;
        continued = goesOn;
        childStopped = childStops;
        return noted("signals off");
      },
    },
  });
  return { services, done, ask: () => asked(), goOn: () => continued(), stopChild: () => childStopped() };
};

const left = ["screen left", "keys paused", "cooked"];
const back = ["raw", "keys read", "screen drawn"];

describe("serveTerminal", () => {
  it("lends the terminal for as long as another program runs, and takes it back also where that fails", async () => {
    const { services, done } = serve();
    const result = await services.outside(async () => {
      done.push("work");
      expect(services.isAway()).toBe(true);
      return 7;
    });
    expect(result).toBe(7);
    expect(done).toEqual([...left, "work", ...back]);
    await expect(services.outside(() => Promise.reject(new Error("no editor")))).rejects.toThrow("no editor");
    expect(services.isAway()).toBe(false);
    expect(done.slice(-3)).toEqual(back);
  });

  it("stops the whole job with Ctrl+Z, and draws once when it goes on", () => {
    const { services, done, goOn } = serve();
    services.suspend();
    goOn();
    expect(done).toEqual([...left, "stop all", ...back]);
  });

  it("stops itself where another program asks it to", () => {
    const { done, ask } = serve();
    ask();
    expect(done).toEqual([...left, "stop this", ...back]);
  });

  it("takes the terminal back after a stop that it could not notice, and draws where the cursor is", () => {
    const { done, goOn } = serve();
    goOn();
    expect(done).toEqual(["screen lost", ...back]);
  });

  it("is stopped with the program that has the terminal, which gets it again when both go on", async () => {
    const { services, done, ask, goOn, stopChild } = serve();
    stopChild();
    expect(done).toEqual([]);
    await services.outside(async () => {
      ask();
      goOn();
      stopChild();
      goOn();
    });
    expect(done).toEqual([...left, "stop this", "stop all", ...back]);
  });

  it("is not stopped by its own key, and takes nothing back, while another program has the terminal", async () => {
    const { services, done, goOn } = serve();
    await services.outside(async () => {
      services.suspend();
      goOn();
    });
    expect(done).toEqual([...left, ...back]);
  });
});

describe("wrappingOf", () => {
  it("knows the terminals that cut rows, and those that wrap the cursor's too", () => {
    expect(wrappingOf({ TERM: "xterm-kitty" })).toBe("but-cursor");
    expect(wrappingOf({ TERM: "xterm-256color", TERM_PROGRAM: "iTerm.app" })).toBe("but-cursor");
    expect(wrappingOf({ TERM: "xterm-256color", XTERM_VERSION: "XTerm(390)" })).toBe("none");
    expect(wrappingOf({ TERM: "xterm-256color", TERM_PROGRAM: "vscode" })).toBe("xterm.js");
    expect(wrappingOf({ TERM: "linux" })).toBe("none");
    // Nobody knows what this one does: rather a fragment that stays than a row that goes.
    expect(wrappingOf({ TERM: "xterm-256color" })).toBe("none");
    expect(wrappingOf({ TERM: "tmux-256color", TMUX: "/tmp/t", XTERM_VERSION: "XTerm(390)" })).toBe("all");
  });
});
