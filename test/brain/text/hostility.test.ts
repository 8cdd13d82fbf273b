import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isHostile } from "../../../brain/text/hostility.ts";
import { foldText } from "../../../brain/text/tokens.ts";
import { sentimentChat } from "../../fixtures/sentiment-chat.ts";

const hostile = (text: string): boolean => isHostile(foldText(text, 4000));

describe.each(["adjust", "report"] as const)("chat fixtures, %s", (part) => {
  test.each(sentimentChat(part).filter((row) => row.hostile))("hostile: $text", ({ text }) => {
    expect(hostile(text)).toBe(true);
  });
  test.each(sentimentChat(part).filter((row) => !row.hostile))("not hostile: $text", ({ text }) => {
    expect(hostile(text)).toBe(false);
  });
});

test.each([
  ["my boss is an idiot", "someone else"],
  ["this damn kettle", "a thing"],
  ['she yelled "you are a liar" and left', "reported words in quotes"],
  ["my ex said you're pathetic and hung up", "reported words"],
  ["i don't think you're a fraud", "a denial"],
  ["haha you idiot 😂", "teasing"],
  ["fuck you're good at this", "praise"],
  ["you have no idea what this means to me", "thanks"],
  ["ur joke made my day", "ur as your"],
  ["why am i such an idiot", "oneself"],
])("%s is not hostile: %s", (text) => {
  expect(hostile(text)).toBe(false);
});

test.each(["YOU’RE A FRAUD", "f*ck you", "haha fuck you, you pathetic fraud 😂", "ok. so you lied to me"])(
  "%s is hostile all the same",
  (text) => {
    expect(hostile(text)).toBe(true);
  },
);

test("answers on any text", () => {
  fc.assert(fc.property(fc.string({ unit: "binary", maxLength: 300 }), (text) => typeof hostile(text) === "boolean"));
});
