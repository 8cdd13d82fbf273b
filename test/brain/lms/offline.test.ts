import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Demo } from "../../../brain/core/example.ts";
import type { ChatRequest } from "../../../brain/core/ports.ts";
import { offline } from "../../../brain/lms/offline.ts";
import { modelConnectionContract } from "../../contracts/model-connection.ts";

const demo = (reply: string, similarity: number, more: Partial<Demo> & { asked?: string } = {}): Demo => ({
  id: reply,
  conversation: reply,
  messages: [{ from: "user", text: more.asked ?? "something" }],
  reply,
  tags: [],
  similarity,
  ...more,
});

const request = (message: string, demos: readonly Demo[], more: Partial<ChatRequest> = {}): ChatRequest => ({
  system: "",
  demos,
  history: [],
  message,
  rejected: [],
  temperature: 0,
  maxTokens: 100,
  ...more,
  inputs: { message, mood: "neutral", partOfDay: "morning", ...more.inputs },
});

const questions = [
  { text: "What are your hands doing?" },
  { text: "What kept you up?", part_of_day: "night" },
  { text: "Who taught you that?", sentiment: "positive" },
] as const;

const say = async (asked: ChatRequest, signal?: AbortSignal): Promise<string> => {
  let text = "";
  for await (const part of offline({ openQuestions: questions, floor: 0.2 }).chat(asked, signal ? { signal } : {})) {
    if (part.type === "text") text += part.text;
  }
  return text;
};

describe("the offline model", () => {
  it("declares that it cannot judge", () => {
    expect(offline({ openQuestions: questions }).canJudge).toBe(false);
  });

  it("answers with the reply of the nearest demo", async () => {
    expect(await say(request("hi", [demo("Far.", 0.4), demo("Near.", 0.8)]))).toBe("Near.");
  });

  it("prefers a reply to a question for a question, and one to a statement for a statement", async () => {
    const demos = [
      demo("To a statement.", 0.6, { asked: "I write" }),
      demo("To a question.", 0.6, { asked: "do you write?" }),
    ];
    expect(await say(request("do you type", demos))).toBe("To a question.");
    expect(await say(request("I type.", demos))).toBe("To a statement.");
  });

  it("prefers the mood of the message over a slightly nearer demo of the opposite mood", async () => {
    const demos = [demo("Lovely.", 0.6, { tags: ["positive"] }), demo("I am sorry.", 0.5, { tags: ["negative"] })];
    expect(await say(request("it broke", demos, { inputs: { message: "it broke", mood: "negative" } }))).toBe(
      "I am sorry.",
    );
  });

  it("never gives a reply that belongs to another part of the day", async () => {
    const demos = [demo("Good night.", 0.9, { tags: ["night"] }), demo("Good morning.", 0.5, { tags: ["morning"] })];
    expect(await say(request("hello", demos))).toBe("Good morning.");
  });

  it("asks an open question that fits the hour and the mood where no demo is near enough", async () => {
    expect(await say(request("quantum", [demo("Far.", 0.1)]))).toBe("What are your hands doing?");
  });

  it("says no sentence twice in one conversation", async () => {
    const demos = [demo("Hello there. Kettle is on.", 0.9)];
    expect(await say(request("hi", demos, { heard: ["Hello there. Mind the step."] }))).toBe("Kettle is on.");
    expect(await say(request("hi", demos, { heard: ["hello there! KETTLE is on"] }))).not.toContain("Kettle");
  });

  it("does not offer a rejected draft again, not even one that was stopped half-way", async () => {
    const demos = [demo("Find me elsewhere. Soon.", 0.9), demo("Stay here.", 0.5)];
    const rejected = [{ text: "Find me else", reason: "names a place" }];
    expect(await say(request("hi", demos, { rejected }))).toBe("Stay here.");
  });

  it("says that it has nothing left rather than repeat itself", async () => {
    const heard = ["Near.", ...questions.map(({ text }) => text)];
    await expect(say(request("hi", [demo("Near.", 0.9)], { heard }))).rejects.toMatchObject({ code: "empty" });
  });

  it("is cancelled by its signal", async () => {
    await expect(say(request("hi", []), AbortSignal.abort())).rejects.toMatchObject({ code: "aborted" });
  });

  it("gives the same answer to the same request, and only what the demos or the questions hold", async () => {
    const demos = [demo("One thing.", 0.5), demo("Another thing.", 0.45)];
    const all = [...demos.map(({ reply }) => reply), ...questions.map(({ text }) => text)];
    await fc.assert(
      fc.asyncProperty(fc.string(), fc.integer({ min: 0, max: 1000 }), async (message, seed) => {
        const first = await say(request(message, demos, { seed }));
        expect(await say(request(message, demos, { seed }))).toBe(first);
        expect(all).toContain(first);
      }),
    );
  });
});

modelConnectionContract("offline", async () => ({ connection: offline({ openQuestions: questions }) }));
