import { describe, expect, it } from "vitest";
import { createHistory } from "../../../../cli/terminal/input/history.ts";

const historyOf = (...messages: string[]) => {
  const history = createHistory();
  for (const message of messages) history.add(message);
  return history;
};

describe("createHistory", () => {
  it("walks back and forth, and keeps what was being written", () => {
    const history = historyOf("one", "two", "two");
    expect(history.step(-1, "draft")).toBe("two");
    expect(history.step(-1, "two")).toBe("one");
    expect(history.step(-1, "one")).toBeUndefined();
    expect(history.step(1, "one")).toBe("two");
    expect(history.step(1, "two")).toBe("draft");
    expect(history.step(1, "draft")).toBeUndefined();
  });

  it("keeps what was made of a message on the way, until the next one is sent", () => {
    const history = historyOf("one", "two");
    history.step(-1, "");
    expect(history.step(-1, "two, changed")).toBe("one");
    expect(history.step(1, "one")).toBe("two, changed");
    history.add("three");
    expect(history.step(-1, "")).toBe("three");
    expect(history.step(-1, "three")).toBe("two");
  });

  it("puts messages of earlier sessions before, also while one walks", () => {
    const history = historyOf("three");
    expect(history.step(-1, "draft")).toBe("three");
    history.recall(["one", "two"]);
    expect(history.step(-1, "three")).toBe("two");
    expect(history.step(-1, "two")).toBe("one");
    expect(history.step(1, "one")).toBe("two");
    expect(history.step(1, "two")).toBe("three");
    expect(history.step(1, "three")).toBe("draft");
  });

  it("finds different messages, the newest first, in whatever case", () => {
    const history = historyOf("Rain in Porto", "sun", "RAIN again", "sun", "Rain in Porto");
    expect(history.search("rain", 10)).toEqual(["Rain in Porto", "RAIN again"]);
    expect(history.search("", 2)).toEqual(["Rain in Porto", "sun"]);
    expect(history.search("snow", 10)).toEqual([]);
  });
});
