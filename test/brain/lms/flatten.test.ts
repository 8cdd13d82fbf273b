import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ChatRequest } from "../../../brain/core/ports.ts";
import type { Message } from "../../../brain/core/turn.ts";
import { flatten } from "../../../brain/lms/flatten.ts";
import { chatRequest } from "../../fixtures/chat-request.ts";

const message = fc.record({ from: fc.constantFrom("user" as const, "persona" as const), text: fc.string() });
const conversation = fc.array(message, { maxLength: 6 });
const request: fc.Arbitrary<ChatRequest> = fc
  .record({
    system: fc.string(),
    demos: fc.array(fc.record({ messages: conversation, reply: fc.string({ minLength: 1 }) }), { maxLength: 4 }),
    history: conversation,
    message: fc.string({ minLength: 1 }).filter((text) => text.trim() !== ""),
    rejected: fc.array(fc.record({ text: fc.string(), reason: fc.string({ minLength: 1 }) }), { maxLength: 3 }),
  })
  .map(({ demos, ...rest }) =>
    chatRequest({
      ...rest,
      demos: demos.map((demo, index) => ({
        ...demo,
        id: `${index}`,
        conversation: `${index}`,
        tags: [],
        similarity: 0,
      })),
    }),
  );

const said = (from: Message["from"], text: string): Message => ({ from, text });

describe("flatten", () => {
  it("puts system, then demos with the nearest last, then history, then the message", () => {
    expect(flatten(chatRequest())).toEqual([
      { role: "system", content: "You write as Ada." },
      { role: "user", content: "[example conversation]\n(you wrote first)" },
      { role: "assistant", content: "Morning!" },
      { role: "user", content: "Message: hey you" },
      { role: "assistant", content: "Hello, early bird." },
      { role: "user", content: "[example conversation]\nMessage: how was the walk?" },
      { role: "assistant", content: "Windy. I kept my hat, barely." },
      { role: "user", content: "[this conversation]\nMessage: hi" },
      { role: "assistant", content: "Hi there." },
      { role: "user", content: "Part Of Day: evening\n\nMessage: did you sleep?" },
    ]);
  });

  it("marks the real conversation even where it has no history yet", () => {
    const turns = flatten(chatRequest({ history: [], message: "Message: hi" }));
    expect(turns.at(-1)).toEqual({ role: "user", content: "[this conversation]\n\nMessage: hi" });
  });

  it("draws no border where there are no demos", () => {
    const turns = flatten(chatRequest({ demos: [], message: "Message: hm" }));
    expect(turns.map(({ content }) => content)).toEqual([
      "You write as Ada.",
      "Message: hi",
      "Hi there.",
      "Message: hm",
    ]);
  });

  it("lets the user begin where the persona spoke first", () => {
    const turns = flatten(chatRequest({ system: "", demos: [], history: [said("persona", "Morning!")] }));
    expect(turns.slice(0, 2)).toEqual([
      { role: "user", content: "(you wrote first)" },
      { role: "assistant", content: "Morning!" },
    ]);
  });

  it("joins messages that follow one another from the same side", () => {
    const history = [
      said("user", "hi"),
      said("user", "you there?"),
      said("persona", "Yes."),
      said("persona", "Always."),
    ];
    const turns = flatten(chatRequest({ system: "", demos: [], history }));
    expect(turns.slice(0, 2)).toEqual([
      { role: "user", content: "Message: hi\nMessage: you there?" },
      { role: "assistant", content: "Yes.\nAlways." },
    ]);
  });

  it("tells why drafts were rejected, once for each reason, and does not show them", () => {
    const rejected = [
      { text: "find me elsewhere", reason: "mentions a platform" },
      { text: "or there", reason: "mentions a platform" },
      { text: "see you at 3", reason: "proposes to meet" },
    ];
    const last = flatten(chatRequest({ rejected })).at(-1);
    expect(last?.content).toBe(
      "Part Of Day: evening\n\nMessage: did you sleep?\n\n" +
        "A draft was rejected: mentions a platform. Write another that avoids it.\n\n" +
        "A draft was rejected: proposes to meet. Write another that avoids it.",
    );
  });

  it("labels a user's words in demos and history as the message itself is labelled", () => {
    const users = flatten(chatRequest()).filter(
      ({ role, content }) => role === "user" && !content.includes("wrote first"),
    );
    for (const { content } of users) expect(content).toMatch(/^Message: /m);
  });

  it("alternates strictly, from a user's turn to a user's turn, whatever the request", () => {
    fc.assert(
      fc.property(request, (any) => {
        const turns = flatten(any);
        const spoken = turns[0]?.role === "system" ? turns.slice(1) : turns;
        expect(spoken.map(({ role }) => role)).toEqual(
          spoken.map((_, index) => (index % 2 === 0 ? "user" : "assistant")),
        );
        expect(spoken.length % 2).toBe(1);
        expect(spoken.at(-1)?.content).toContain(any.message);
        for (const { content } of spoken) expect(content.trim()).not.toBe("");
      }),
    );
  });

  it("loses no word of a demo, of the history or of the message", () => {
    fc.assert(
      fc.property(request, (any) => {
        const all = flatten(any)
          .map(({ content }) => content)
          .join("\n");
        for (const { messages, reply } of any.demos) {
          for (const text of [...messages.map(({ text }) => text), reply]) expect(all).toContain(text.trim());
        }
        for (const { text } of any.history) expect(all).toContain(text.trim());
      }),
    );
  });

  it("replaces halves of surrogate pairs, which many servers refuse", () => {
    const turns = flatten(chatRequest({ message: "Message: half \ud83d, whole 😀" }));
    expect(turns.at(-1)?.content).toBe("Message: half \uFFFD, whole 😀");
  });
});
