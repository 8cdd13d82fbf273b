import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { leadingTurn, turnArgument, turnSuggestions } from "../../../../cli/terminal/commands/turn-argument.ts";
import { conversationOf } from "./fake-context.ts";

describe("a turn as an argument", () => {
  it("is the number, or the usual one, or the last one", () => {
    expect(turnArgument("2", [1, 2, 3])).toBe(2);
    expect(turnArgument("", [1, 2, 3])).toBe(3);
    expect(turnArgument("", [1, 2, 3], 1)).toBe(1);
  });

  it.each([
    [[1, 2, 3, 4, 5, 6, 7], "There is no turn 9 here: turns 1 to 7."],
    [[1], "There is no turn 9 here: only turn 1."],
    [[1, 2, 5], "There is no turn 9 here: turns 1 to 2 and 5."],
    [[1, 3, 5], "There is no turn 9 here: turns 1, 3 and 5."],
  ])("tells which there are: %j", (turns, told) => {
    expect(() => turnArgument("9", turns)).toThrow(told);
  });

  it.each(["0x1", "1.0", "-1", "+1", "1e0", "１"])("is no %s", (argument) => {
    expect(() => turnArgument(argument, [1])).toThrow("There is no turn");
  });

  it("stands before words only where there is such a turn", () => {
    fc.assert(
      fc.property(fc.nat(20), fc.array(fc.nat(20), { minLength: 1 }), (number, turns) => {
        const read = leadingTurn(`${number} lives`, turns);
        expect(read).toEqual(turns.includes(number) ? { turn: number, words: "lives" } : { words: `${number} lives` });
      }),
    );
  });

  it("keeps the line breaks of the words", () => {
    expect(leadingTurn("3 Let it rain.\nAlways.", [3])).toEqual({ turn: 3, words: "Let it rain.\nAlways." });
  });

  it("is completed with what was said, safe to show", () => {
    const conversation = conversationOf(["\x1b[2Jhello", "Hi.\nThere."], ["rain again", ""]);
    expect(turnSuggestions("why", conversation, "")).toEqual([
      { text: "/why 2", label: "2", detail: "rain again → no reply" },
      { text: "/why 1", label: "1", detail: "hello → Hi. There." },
    ]);
    expect(turnSuggestions("bad", conversation, "1", { ending: " " })).toMatchObject([{ text: "/bad 1 " }]);
    expect(turnSuggestions("why", conversation, "x")).toEqual([]);
  });

  it("costs little behind ten thousand messages", () => {
    const { exchanges, ...rest } = conversationOf(["hello", "Hi."]);
    const many = { ...rest, exchanges: Array.from({ length: 5000 }, () => exchanges).flat() };
    expect(turnSuggestions("why", many, "")).toHaveLength(20);
  });
});
