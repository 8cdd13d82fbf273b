import { describe, expect, it } from "vitest";
import { conversationTexts } from "../../optimizers/query-text.ts";
import { talk } from "./make-example.ts";

const user = (text: string) => ({ from: "user" as const, text });
const persona = (text: string) => ({ from: "persona" as const, text });

describe("conversationTexts", () => {
  it("keeps the user's last message apart from what was said before", () => {
    expect(conversationTexts(talk("hi", "hello you", "how are you"), 4)).toEqual({
      last: "how are you",
      history: "hi\nhello you",
    });
  });

  it("joins messages that the user sent in a row", () => {
    expect(conversationTexts([persona("hello"), user("so"), user("guess what")], 4)).toEqual({
      last: "so\nguess what",
      history: "hello",
    });
  });

  it("counts what the persona said after the user's last message as history", () => {
    expect(conversationTexts([persona("a"), user("b"), persona("c")], 4)).toEqual({ last: "b", history: "a\nc" });
  });

  it("takes no more of the history than it is told to", () => {
    const messages = talk("1", "2", "3", "4", "5");
    expect(conversationTexts(messages, 2).history).toBe("3\n4");
    expect(conversationTexts(messages, 0).history).toBe("");
  });

  it("has nothing last where only the persona spoke, and nothing at all where nobody did", () => {
    expect(conversationTexts([persona("are you there?")], 4)).toEqual({ last: "", history: "are you there?" });
    expect(conversationTexts([], 4)).toEqual({ last: "", history: "" });
  });
});
