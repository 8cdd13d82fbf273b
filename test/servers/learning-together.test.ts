import { afterAll, describe, expect, it } from "vitest";
import { createFetch } from "../../app/fetch.ts";
import type { ChatRequest } from "../../brain/core/ports.ts";
import { flatten } from "../../brain/lms/flatten.ts";
import { createConnectionState } from "../../brain/lms/resilience/connection-state.ts";
import { defaultResilience } from "../../brain/lms/resilience/resilience.ts";
import { resilient } from "../../brain/lms/resilience/resilient.ts";
import { together } from "../../brain/lms/together.ts";
import { collect, textOf } from "../contracts/model-connection.ts";
import { chatRequest } from "../fixtures/chat-request.ts";
import { fakeTimers } from "../fixtures/fake-timers.ts";
import { example } from "../optimizers/make-example.ts";
import { startLearningTogether, trueReplies } from "./learning-together.ts";
import { readPrompt } from "./read-prompt.ts";

const { fetch, close } = createFetch();
afterAll(close);

const truth = "Salt on the rail and the gulls shouting at my sandwich all the way over";
const ferry = example("ferry", ["how is the ferry"], { reply: truth });
const near = { ...example("near", ["tell me of the ferry"], { reply: `${truth}, again` }), similarity: 0.9 };
const far = { ...example("far", ["what did you cook"], { reply: "Beans." }), similarity: 0.1 };

const ask = (changes: Partial<ChatRequest>) =>
  chatRequest({ message: "Mood: calm\n\nMessage: how is the ferry", ...changes });
const system = (instruction: string) => `You are Ada.\n\n<task_definition>\n${instruction}\n</task_definition>`;

const using = async (
  options: Partial<Parameters<typeof startLearningTogether>[0]>,
  work: (say: (changes: Partial<ChatRequest>) => Promise<string>, requests: () => number) => Promise<void>,
) => {
  const server = await startLearningTogether({ replies: trueReplies([ferry]), ...options });
  const timers = fakeTimers();
  const single = together({ apiKey: "k", baseUrl: server.url, fetch, timers });
  const lm = resilient(single, createConnectionState(defaultResilience, { lm: "together:fake", timers }));
  try {
    await work(
      async (changes) => textOf(await collect(lm, ask(changes))),
      () => server.requests.length,
    );
  } finally {
    await server.close();
  }
};

/** How many of the client's words a reply has, over many seeds. */
const meanTruth = async (say: (changes: Partial<ChatRequest>) => Promise<string>, changes: Partial<ChatRequest>) => {
  const kept = await Promise.all(
    Array.from({ length: 20 }, async (_, seed) => {
      const words = (await say({ ...changes, seed })).split(" ");
      return truth.split(" ").filter((word, at) => words[at] === word).length / truth.split(" ").length;
    }),
  );
  return kept.reduce((sum, each) => sum + each, 0) / kept.length;
};

describe("the learning server", () => {
  it("reads a prompt as it was put together", () => {
    const request = ask({ system: system("Be brief."), demos: [near, far] });
    expect(readPrompt({ messages: flatten(request) })).toEqual({
      system: request.system,
      instruction: "Be brief.",
      demos: [
        { message: "what did you cook", reply: "Beans." },
        { message: "tell me of the ferry", reply: `${truth}, again` },
      ],
      message: "how is the ferry",
    });
    const rejected = [{ text: "draft", reason: "too long" }];
    expect(readPrompt({ messages: flatten(ask({ demos: [], rejected })) })).toMatchObject({
      demos: [],
      message: "how is the ferry",
    });
  });

  it("answers better the nearer its demos are, and the better its instruction", () =>
    using({}, async (say) => {
      const plain = system("Answer.");
      const figures = [
        await meanTruth(say, { system: plain, demos: [] }),
        await meanTruth(say, { system: plain, demos: [far] }),
        await meanTruth(say, { system: plain, demos: [near] }),
        await meanTruth(say, { system: system("Answer in short sentences."), demos: [near] }),
        await meanTruth(say, { system: system("Answer in short sentences, with a concrete image."), demos: [near] }),
      ];
      const [none = 1, unlike = 1, like = 1, hinted = 1, both = 1] = figures;
      expect(none).toBeLessThan(0.4);
      expect(Math.abs(unlike - none)).toBeLessThan(0.15);
      expect(like).toBeGreaterThan(none + 0.2);
      expect(hinted).toBeGreaterThan(like + 0.1);
      expect(both).toBeGreaterThan(0.9);
    }));

  it("gives the same answer to the same request, and another to another seed", () =>
    using({}, async (say) => {
      const demos = [near];
      expect(await say({ demos, seed: 1 })).toBe(await say({ demos, seed: 1 }));
      const seeds = await Promise.all([1, 2, 3, 4].map((seed) => say({ demos, seed })));
      expect(new Set(seeds).size).toBeGreaterThan(1);
    }));

  it("is asked again where a third of its calls fail", () =>
    using({ failsThirds: true }, async (say, requests) => {
      for (let seed = 0; seed < 6; seed++) expect(await say({ seed })).not.toBe("");
      expect(requests()).toBeGreaterThan(6);
    }));

  it("answers what it does not know politely, and says little", () =>
    using({}, async (say) => {
      expect(await say({ message: "Message: who are you" })).toContain("happy to help");
    }));
});
