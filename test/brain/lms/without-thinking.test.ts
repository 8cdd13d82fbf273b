import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type WirePart, withoutThinking } from "../../../brain/lms/without-thinking.ts";

async function* texts(pieces: readonly string[]): AsyncGenerator<WirePart> {
  for (const text of pieces) yield { type: "text", text };
}

const run = async (pieces: readonly string[]) => {
  let [text, thinking] = ["", ""];
  for await (const part of withoutThinking(texts(pieces))) {
    if (part.type === "text") text += part.text;
    if (part.type === "thinking") thinking += part.text;
  }
  return { text, thinking };
};

const cut = (text: string, at: readonly number[]): string[] => {
  const places = [0, ...at.map((place) => place % (text.length + 1)).sort((a, b) => a - b), text.length];
  return places.slice(1).map((end, index) => text.slice(places[index], end));
};

describe("withoutThinking", () => {
  it.each([
    ["a block", "<think>they are sad</think>\n\nOh no.", "Oh no."],
    ["a block after blanks", "\n <think>\nhm\n</think>\nOh no.", "Oh no."],
    ["an empty block", "<think>\n\n</think>\n\nOh no.", "Oh no."],
    ["two blocks", "<think>a</think> <think>b</think> Oh no.", "Oh no."],
    ["the long form, in capitals", "<THINKING>a</Thinking>Oh no.", "Oh no."],
    ["a closing tag that only began within it", "<think>a </th b</think>Oh no.", "Oh no."],
    ["no block", "Oh no.", "Oh no."],
    ["no block, blanks first", "\n  Oh no.", "\n  Oh no."],
    ["a reply that starts like a tag", "<3 you too", "<3 you too"],
    ["a reply that is the beginning of a tag", "<thi", "<thi"],
    ["a block later in the reply, which is text", "I <think>so</think>", "I <think>so</think>"],
    ["a block that never ends", "<think>and so on and on", ""],
    ["nothing after the block", "<think>a</think>\n", ""],
    ["the beginning of a tag after the block", "<think>a</think> <", "<"],
  ])("keeps what is said of %s, however it is cut", async (_, reply, said) => {
    expect((await run([reply])).text).toBe(said);
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(), { maxLength: 30 }), async (at) => {
        expect((await run(cut(reply, at))).text).toBe(said);
      }),
      { numRuns: 50 },
    );
    expect((await run([...reply])).text).toBe(said);
  });

  it("passes the reasoning on as thinking, so that the server is seen to work", async () => {
    expect((await run([..."<think>they are sad, I think</think>Oh no."])).thinking).toBe("they are sad, I think");
  });

  it("holds back no more than may be a tag", async () => {
    const parts = withoutThinking(texts(["Hello", " there"]));
    expect((await parts.next()).value).toEqual({ type: "text", text: "Hello" });
  });
});
