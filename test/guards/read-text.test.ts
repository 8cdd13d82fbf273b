import { describe, expect, it } from "vitest";
import { readText } from "../../guards/read-text.ts";

const last = (text: string) => readText(text)[0]?.tokens.at(-1);

describe("readText", () => {
  it.each([
    ["meet me", 0],
    ["meet, me", 1],
    ["meet\nme", 1],
    ["meet\r\n  me", 1],
    ["meet\n- me", 1],
    ["meet\n\nme", 2],
    ["meet \n \t\nme", 2],
    ["meet.\nme", 2],
    ["meet! 😊😊😊😊😊😊😊😊 me", 2],
    ["via\n\nme", 1],
    ["via. me", 1],
  ] as const)("tells the border in %j", (text, border) => {
    expect(last(text)?.border).toBe(border);
  });

  it.each([
    ["dinner?", true],
    ["dinner!?", true],
    ['dinner"?', true],
    ["dinner. ?", false],
    ["dinner\n?", false],
    ["dinner.", false],
  ])("tells whether %j is asked", (text, asked) => {
    expect(last(text)?.asked).toBe(asked);
  });
});
