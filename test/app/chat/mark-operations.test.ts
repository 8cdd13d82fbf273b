import { describe, expect, it } from "vitest";
import { exampleOf } from "../../../app/chat/example-of.ts";
import { advance, beginConversation, exchangesOf, type JournalEntry } from "../../../brain/core/conversation.ts";
import { InputError, LmError } from "../../../brain/core/errors.ts";
import type { InputGuard, OutputGuard } from "../../../brain/core/ports.ts";
import type { Understudy } from "../../../brain/run-turn.ts";
import { createGate } from "../../../guards/gate.ts";
import { personalData } from "../../../guards/input/personal-data.ts";
import { chatOf, say } from "../../fixtures/chat.ts";
import { persona } from "../../fixtures/persona.ts";
import { scriptedLm, steering, understudyOf } from "../../fixtures/understudy.ts";

const replies = [["One."], ["Two."], ["Three."], ["Four."], ["Five."], ["Six."], ["Seven."]];
const inputGuards = [
  steering("die", "crisis", "care"),
  steering("obey", "manipulation", "deflect"),
  steering("robot", "identity", "disclose"),
  personalData(),
];
const material = () => chatOf(understudyOf(scriptedLm("main", ...replies).lm, { inputGuards }).understudy);

/** Blocks sentences with the word. */
const saying = (word: string): OutputGuard => ({
  name: `saying-${word}`,
  check: ({ text }) =>
    text.includes(word)
      ? { action: "block", guard: `saying-${word}`, category: word, reason: `says ${word}` }
      : { action: "allow" },
});

describe("a goodbye", () => {
  const said = (by: "model" | "goodbye", turn: number): readonly JournalEntry[] => [
    { type: "turn", turn, session: "s", at: "2026-12-24T20:00:00.000Z", message: `message ${turn}` },
    { type: "delta", turn, text: `Reply ${turn}.` },
    { type: "reply", turn, text: `Reply ${turn}.`, by, ended: "complete" },
    { type: "ended", turn, at: "2026-12-24T20:00:00.000Z" },
  ];
  const begin = { type: "begin", version: 1, id: "s", at: "2026-12-24T20:00:00.000Z", persona: "Tess" } as const;
  const conversation = [...said("model", 1), ...said("goodbye", 2), ...said("model", 3)].reduce(
    advance,
    beginConversation(begin),
  );

  it("is no example of how the persona answers, nor part of one; better words are", async () => {
    const { understudy } = understudyOf(scriptedLm("main").lm);
    await expect(exampleOf(understudy, conversation, { turn: 2 })).rejects.toThrow(/goodbye/);
    const better = await exampleOf(understudy, conversation, { turn: 2, reply: "Let it rain." });
    expect(better.example.reply).toBe("Let it rain.");
    const after = await exampleOf(understudy, conversation, { turn: 3 });
    expect(after.example.messages.map(({ text }) => text)).toEqual(["message 3"]);
  });
});

describe("rate", () => {
  it("marks the last reply, or that of a turn, and tells the log with the demos that made it", async () => {
    const { chat, ratings } = await material();
    await say(chat, "hi");
    await say(chat, "and");
    expect(await chat.rate("bad", { note: " too dry " })).toBe(2);
    expect(await chat.rate("good", { turn: 1 })).toBe(1);
    expect(exchangesOf(chat.conversation()).map(({ takes }) => takes[0]?.rating)).toEqual([
      { verdict: "good" },
      { verdict: "bad", note: "too dry" },
    ]);
    expect(ratings).toMatchObject([
      { turn: 2, verdict: "bad", note: "too dry", persona: "Tess Tester", session: chat.conversation().id },
      { turn: 1, verdict: "good", demos: [{ id: "a", similarity: 0.5 }] },
    ]);
  });

  it("counts for no demos where the reply is a fixed one, and not the model's", async () => {
    const { lm } = scriptedLm("main", ...Array(3).fill(["FORBIDDEN."]), ["Fine."]);
    const program = { name: "bold", id: "0123" };
    const { chat, ratings } = await chatOf(understudyOf(lm, { inputGuards, program }).understudy);
    await say(chat, "hi");
    await chat.rate("bad", {});
    await say(chat, "I want to die");
    await chat.rate("bad", {});
    await say(chat, "well");
    await chat.rate("good", {});
    expect(ratings.map(({ demos, program: chose }) => [demos.length, chose])).toEqual([
      [0, undefined],
      [0, undefined],
      [1, "0123"],
    ]);
  });

  it("counts for none either where a reader left a safe reply before its end", async () => {
    const { lm } = scriptedLm("main", ...Array(3).fill(["FORBIDDEN."]), ["Fine. ", "And more."]);
    const { chat, ratings } = await chatOf(understudyOf(lm).understudy);
    for (const message of ["hi", "and"]) {
      for await (const { type } of chat.send(message, {})) if (type === "delta") break;
      await chat.rate("bad", {});
    }
    expect(ratings.map(({ demos }) => demos.length)).toEqual([0, 1]);
  });

  it("needs a reply", async () => {
    const { chat } = await material();
    await expect(chat.rate("good", {})).rejects.toThrow("nothing has been said yet");
    await say(chat, "hi", { signal: AbortSignal.abort() });
    await expect(chat.rate("good", {})).rejects.toThrow("no reply to rate");
    await expect(chat.rate("good", { turn: 4 })).rejects.toThrow(/no turn 4[\s\S]*from 1 to 1/);
  });

  it("holds, and tells, where the log cannot be written", async () => {
    const append = async () => {
      throw new LmError("server", "the disk is full", { retryable: false });
    };
    const { lm } = scriptedLm("main", ...replies);
    const { chat } = await chatOf(understudyOf(lm).understudy, { ratings: { append, list: async () => [] } });
    await say(chat, "hi");
    await chat.rate("good", {});
    expect(chat.takeNotices()).toEqual(["The rating was not recorded: the disk is full"]);
    expect(exchangesOf(chat.conversation())[0]?.takes[0]?.rating).toEqual({ verdict: "good" });
  });
});

describe("keep", () => {
  it("makes an example of an exchange with what was said before it, in use at once", async () => {
    const { chat, examples, loads } = await material();
    await say(chat, "hi");
    await say(chat, "and you?");
    await chat.rate("good", {});
    const kept = await chat.keep({});
    expect(kept).toMatchObject({ turn: 2, messages: 3, isMasked: false, path: expect.stringMatching(/conversations/) });
    const at = "2026-12-24T23:40:00.000Z";
    expect(examples).toEqual([
      {
        id: kept.id,
        conversation: chat.conversation().id,
        messages: [
          { from: "user", text: "hi", at },
          { from: "persona", text: "One.", at },
          { from: "user", text: "and you?", at },
        ],
        reply: "Two.",
        tags: [],
        rating: 5,
      },
    ]);
    expect(loads).toHaveLength(2);
    expect(chat.example(kept.id)?.reply).toBe("Two.");
    expect(exchangesOf(chat.conversation())[1]?.takes[0]?.example).toBe(kept.id);
    await expect(chat.keep({})).rejects.toThrow("an example already");
  });

  it("takes better words for a reply that was called bad, and not the bad ones", async () => {
    const { chat, examples } = await material();
    await say(chat, "hi");
    await chat.rate("bad", {});
    await expect(chat.keep({})).rejects.toThrow("better words");
    await chat.keep({ reply: " Better. " });
    expect(examples[0]).toMatchObject({ reply: "Better." });
    expect(examples[0]).not.toHaveProperty("rating");
  });

  it("refuses a reply that no turn would show, and says which guard and why", async () => {
    const { chat, examples } = await material();
    await say(chat, "hi");
    await expect(chat.keep({ reply: "Fine. All FORBIDDEN." })).rejects.toThrow(
      "the guard no-forbidden is against the reply: says FORBIDDEN",
    );
    await expect(chat.keep({ reply: "Fine. All FORBIDDEN." })).rejects.toThrow(InputError);
    expect(examples).toEqual([]);
  });

  it("refuses messages whose words were left out, and those that a guard is against since", async () => {
    const since: typeof inputGuards = [];
    const { lm } = scriptedLm("main", ...replies);
    const { chat } = await chatOf(understudyOf(lm, { inputGuards: since }).understudy);
    await say(chat, "obey me");
    since.push(...inputGuards);
    await expect(chat.keep({})).rejects.toThrow("the guard manipulation is against the message: says obey");
    await say(chat, "I want to die");
    await expect(chat.keep({ turn: 2 })).rejects.toThrow("were not kept");
  });

  it("stops before an earlier reply that was called bad, or that today's guards would not show", async () => {
    const forbidden: string[] = [];
    const openGate: Understudy["openGate"] = ({ previousUserMessage }) =>
      createGate({ guards: forbidden.map(saying), previousUserMessage });
    const { lm } = scriptedLm("main", ...replies);
    const { chat, examples } = await chatOf(understudyOf(lm, { openGate }).understudy);
    for (const message of ["a", "b", "c", "d"]) await say(chat, message);
    forbidden.push("Two");
    await chat.keep({});
    await chat.rate("bad", { turn: 3 });
    await say(chat, "e");
    await chat.keep({});
    expect(examples.map(({ messages }) => messages.map(({ text }) => text))).toEqual([
      ["c", "Three.", "d"],
      ["d", "Four.", "e"],
    ]);
  });

  it("holds a reply against what its pipeline adds to the guards, and those before it against theirs", async () => {
    const openGate: Understudy["openGate"] = ({ previousUserMessage, extraGuards = [] }) =>
      createGate({ guards: extraGuards.includes("no-puns") ? [saying("pun")] : [], previousUserMessage });
    const { lm } = scriptedLm("main", ["One."], ["Two."], ["Three."]);
    const pipelines = { comfort: { guidance: "Be gentle.", guards: ["no-puns"] } };
    const { chat, examples } = await chatOf(understudyOf(lm, { openGate, persona: persona({ pipelines }) }).understudy);
    await say(chat, "I am sad");
    await expect(chat.keep({ reply: "A pun." })).rejects.toThrow("the guard saying-pun is against the reply");
    await say(chat, "fine now");
    await chat.keep({ reply: "A pun." });
    expect(examples).toMatchObject([{ reply: "A pun." }]);
  });

  it("refuses what jokes in a conversation that held distress, also where that was taken back", async () => {
    const openGate: Understudy["openGate"] = ({ previousUserMessage, extraGuards = [] }) =>
      createGate({ guards: extraGuards.includes("after-crisis") ? [saying("joke")] : [], previousUserMessage });
    const doubt: InputGuard = {
      name: "crisis",
      check: ({ text }) => {
        const said = { guard: "crisis", category: "crisis", reason: "may be one", pipeline: "care" } as const;
        return text.includes("heavy") ? { action: "steer", doubtful: true, ...said } : { action: "allow" };
      },
    };
    const { lm } = scriptedLm("main", ...replies);
    const { chat } = await chatOf(understudyOf(lm, { openGate, inputGuards: [doubt] }).understudy);
    await say(chat, "hi");
    await say(chat, "all is heavy");
    await chat.undo();
    await expect(chat.keep({ turn: 1, reply: "A joke." })).rejects.toThrow("saying-joke is against the reply");
    await chat.keep({ turn: 1, reply: "Well." });
  });

  it("keeps a question whether this is an AI, with the answer", async () => {
    const { chat, examples } = await material();
    await say(chat, "are you a robot?");
    await chat.keep({});
    expect(examples[0]).toMatchObject({ reply: "I am an AI." });
  });

  it("leaves away what was said up to the last message whose words were left out", async () => {
    const { chat, examples } = await material();
    await say(chat, "hi");
    await say(chat, "you must obey");
    await say(chat, "sorry");
    await say(chat, "so");
    await chat.keep({});
    expect(examples[0]?.messages.map(({ text }) => text)).toEqual(["sorry", "Three.", "so"]);
  });

  it("masks personal data, and says that it did", async () => {
    const { chat, examples } = await material();
    await say(chat, "mail me at somebody@example.org");
    const kept = await chat.keep({ reply: "Noted: somebody@example.org." });
    expect(kept.isMasked).toBe(true);
    expect(JSON.stringify(examples)).not.toContain("somebody");
    expect(examples[0]).toMatchObject({ messages: [{ text: "mail me at [e-mail]" }], reply: "Noted: [e-mail]." });
  });

  it("keeps the latest messages of a long conversation", async () => {
    const { chat, examples } = await material();
    for (let turn = 0; turn < 7; turn++) await say(chat, `message ${turn}`);
    await chat.keep({});
    expect(examples[0]?.messages.map(({ text }) => text)).toContain("message 2");
    expect(examples[0]?.messages.length).toBeLessThanOrEqual(10);
    expect(examples[0]?.messages[0]?.from).toBe("user");
  });

  it("is done, and tells, where the examples cannot be read again", async () => {
    let loads = 0;
    const { lm } = scriptedLm("main", ...replies);
    const { chat, examples } = await chatOf(understudyOf(lm).understudy, {
      loaded() {
        if (loads++ > 0) throw new InputError({ what: "half a file" });
        return {};
      },
    });
    await say(chat, "hi");
    await chat.keep({});
    expect(examples).toHaveLength(1);
    expect(chat.takeNotices()).toEqual(["The example is kept, but not in use yet: half a file"]);
  });
});

describe("rename", () => {
  it("gives a title that is one line", async () => {
    const { chat } = await material();
    await chat.rename("  The night\n\u001btrain ");
    expect(chat.conversation().title).toBe("The night train");
    await expect(chat.rename(" \u200b ")).rejects.toThrow("has to show something");
  });
});
