import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { loadConversations } from "../../app/load-conversations.ts";
import { InputError } from "../../brain/core/errors.ts";
import { rejection, temporaryFolder } from "./temporary-folder.ts";

type Entry = Record<string, unknown>;
const entry = (content: string, output: string, more: Entry = {}): Entry => ({
  chat_history: { messages: [{ from_creator: false, content }] },
  output,
  ...more,
});

const load = (content: unknown) => {
  const { write } = temporaryFolder();
  return loadConversations(
    write("conversations.json", typeof content === "string" ? content : JSON.stringify(content, null, 2)),
  );
};
const messageOf = async (content: unknown): Promise<string> => {
  const error = await rejection(load(content));
  expect(error).toBeInstanceOf(InputError);
  return error.message;
};

/** Text with something to read in it, lone surrogates aside: those are tested apart. */
const readable = fc.string({ minLength: 1, unit: "binary" }).filter((text) => /[\p{L}\p{N}]/u.test(text));

describe("loadConversations", () => {
  test("a file with only chat_history and output loads, in its order", async () => {
    const examples = await load([
      {
        chat_history: {
          messages: [
            { from_creator: false, content: "hi" },
            { from_creator: true, content: "hello you", timestamp: "2026-03-01T09:30:00+01:00" },
            { from_creator: false, content: "how's things", timestamp: "2026-03-01T09:31:00" },
          ],
        },
        output: "Slow. Good.",
      },
      entry("hi", "Morning."),
    ]);
    expect(examples.map(({ reply }) => reply)).toEqual(["Slow. Good.", "Morning."]);
    expect(examples[0]).toMatchObject({
      messages: [
        { from: "user", text: "hi" },
        { from: "persona", text: "hello you", at: "2026-03-01T09:30:00+01:00" },
        { from: "user", text: "how's things", at: "2026-03-01T09:31:00Z" },
      ],
      tags: [],
    });
  });

  test("ids hash the whole entry, conversations the first message, 16 hex digits each", async () => {
    const [a, b, c] = await load([entry("hi", "Morning."), entry("hi", "Evening."), entry("Hi", "Morning.")]);
    expect(new Set([a?.id, b?.id, c?.id]).size).toBe(3);
    expect(a?.conversation).toBe(b?.conversation);
    expect(a?.conversation).not.toBe(c?.conversation);
    const sha256 = createHash("sha256")
      .update(JSON.stringify(["user", "hi"]))
      .digest("hex");
    expect(a?.conversation).toBe(sha256.slice(0, 16));
    expect(a?.id).toMatch(/^[0-9a-f]{16}$/);
  });

  test("given ids, conversations, tags and ratings are kept", async () => {
    const given = { id: "a-1", conversation: "a", tags: ["greeting"], rating: 4 };
    expect(await load([entry("hi", "Hey.", given)])).toMatchObject([given]);
  });

  test("any valid file round-trips", async () => {
    const message = fc.record({ from_creator: fc.boolean(), content: readable });
    const entries = fc.array(
      fc.record({ messages: fc.array(message, { minLength: 1, maxLength: 6 }), output: readable }),
      { minLength: 1, maxLength: 6 },
    );
    await fc.assert(
      fc.asyncProperty(entries, async (given) => {
        const file = given.map(({ messages, output }, row) => ({
          chat_history: { messages },
          output,
          id: `id-${row}`,
        }));
        // As text, since a file cannot hold lone surrogates outside of escapes: JSON.stringify escapes them.
        const examples = await load(file);
        const wellFormed = (text: string) => Buffer.from(text).toString();
        expect(examples).toEqual(
          given.map(({ messages, output }, row) => ({
            id: `id-${row}`,
            conversation: examples[row]?.conversation,
            messages: messages.map(({ from_creator, content }) => ({
              from: from_creator ? "persona" : "user",
              text: wellFormed(content),
            })),
            reply: wellFormed(output),
            tags: [],
          })),
        );
      }),
      { numRuns: 60 },
    );
  });

  test("unknown keys are passed over, at every level", async () => {
    const extra = {
      version: 2,
      chat_history: { id: 7, messages: [{ from_creator: false, content: "hi", likes: 3 }] },
      output: "Hey.",
    };
    expect(await load([extra])).toMatchObject([{ messages: [{ from: "user", text: "hi" }], reply: "Hey." }]);
  });

  test("lone surrogates become replacement characters; whole pairs stay", async () => {
    const examples = await load(
      '[{"chat_history":{"messages":[{"from_creator":false,"content":"a\\ud800b 🎞"}]},"output":"\\udc00c"}]',
    );
    expect(examples[0]?.messages[0]?.text).toBe("a\uFFFDb 🎞");
    expect(examples[0]?.reply).toBe("\uFFFDc");
  });

  test("texts of 100,000 characters load", async () => {
    const [example] = await load([entry("x".repeat(100_000), "y".repeat(100_000))]);
    expect(example?.reply).toHaveLength(100_000);
  });

  test("an entry without an id that is there twice counts once", async () => {
    expect(await load([entry("hi", "Hey."), entry("yo", "Hey."), entry("hi", "Hey.")])).toHaveLength(2);
  });

  test("an id given twice names both entries", async () => {
    const message = await messageOf([
      entry("hi", "Hey.", { id: "a" }),
      entry("yo", "Ho.", { id: "b" }),
      entry("hm", "Oh.", { id: "a" }),
    ]);
    expect(message).toMatch(/\[2\]\.id holds the id of \[0\] again/);
    expect(message).toMatch(/line 36, column 11/);
  });

  test.each([
    ["null", /holds null at its top/],
    ['"text"', /holds a string at its top/],
    ['{"conversations": []}', /holds an object[\s\S]*move the list under conversations to the top/],
    [JSON.stringify(entry("hi", "Hey.")), /put \[ and \] around it/],
    ["[]", /holds no examples/],
    ["[{", /half-written/],
    ["[}", /line 1, column 2/],
  ])("%s is refused with the reason", async (content, reason) => {
    expect(await messageOf(content)).toMatch(reason);
  });

  test.each<[string, unknown, RegExp]>([
    [
      "a wrong kind",
      { ...entry("hi", "x"), output: 7 },
      /line 11, column 15: \[0\]\.output holds a number, expected text/,
    ],
    ["a missing key", { output: "x" }, /line 2, column 3: \[0\]\.chat_history holds nothing/],
    [
      "a misspelt key",
      { chatHistory: {}, output: "x" },
      /chat_history holds nothing, but there is a key named chatHistory/,
    ],
    [
      "no messages",
      { chat_history: { messages: [] }, output: "x" },
      /messages holds an empty list, expected a list of at least 1/,
    ],
    ["an entry that is null", null, /\[0\] holds null, expected an object/],
    [
      "a word for a boolean",
      { chat_history: { messages: [{ from_creator: "yes", content: "a" }] }, output: "x" },
      /line 6, column 27: \[0\]\.chat_history\.messages\[0\]\.from_creator holds text, expected true or false/,
    ],
    ["a blank message", entry(" \n\u200b", "x"), /messages\[0\]\.content holds empty text/],
    ["a blank reply", entry("hi", " "), /output holds empty text/],
    ["an empty reply", entry("hi", ""), /output holds empty text, expected text that is not empty/],
    ["a rating of 6", entry("hi", "x", { rating: 6 }), /rating holds a number, expected 5 or less/],
    ["a rating of 2.5", entry("hi", "x", { rating: 2.5 }), /expected a whole number/],
    ["tags in one text", entry("hi", "x", { tags: "greeting" }), /tags holds text, expected a list/],
    [
      "a time in words",
      { chat_history: { messages: [{ from_creator: false, content: "a", timestamp: "noon" }] }, output: "x" },
      /timestamp holds text, expected a time as in ISO 8601/,
    ],
  ])("%s is told with its place", async (_, bad, reason) => {
    const message = await messageOf([bad]);
    expect(message).toMatch(reason);
    expect(message).toMatch(/^\S*conversations\.json: 1 problem\n/);
  });

  test("the first five problems are told and the others counted", async () => {
    const message = await messageOf(Array.from({ length: 12 }, () => ({ output: "x", chat_history: 1 })));
    expect(message.match(/holds a number/g)).toHaveLength(5);
    expect(message).toMatch(/12 problems[\s\S]*and 7 more/);
  });

  test("where everything is wrong counting stops", async () => {
    expect(await messageOf(JSON.stringify(Array.from({ length: 5000 }, () => 1)))).toMatch(/over 1000 problems/);
  });

  test("no message tells what anybody wrote", async () => {
    const secret = "sesame";
    for (const bad of [
      [{ ...entry(secret, secret), output: [secret] }],
      [entry(secret, secret, { rating: secret })],
      [entry(secret, secret, { id: secret }), entry(secret, secret, { id: secret })],
      `[{"output": "${secret}" "${secret}"}]`,
      `[{"output": ${secret}}]`,
    ]) {
      expect(await messageOf(bad)).not.toContain(secret);
    }
  });
});
