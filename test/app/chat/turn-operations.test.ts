import { getEventListeners } from "node:events";
import { describe, expect, it } from "vitest";
import type { Chat } from "../../../app/chat/create-chat.ts";
import { exchangesOf } from "../../../brain/core/conversation.ts";
import { InputError } from "../../../brain/core/errors.ts";
import type { DemoQuery } from "../../../brain/core/ports.ts";
import { minorsLeftOut } from "../../../brain/core/session.ts";
import type { TurnEvent } from "../../../brain/core/turn.ts";
import type { Understudy } from "../../../brain/run-turn.ts";
import { createGate } from "../../../guards/gate.ts";
import { minors } from "../../../guards/input/minors.ts";
import { chatOf, eventsOf, say, spoken } from "../../fixtures/chat.ts";
import { persona } from "../../fixtures/persona.ts";
import { scriptedLm, steering, understudyOf } from "../../fixtures/understudy.ts";

const taken = async (...replies: string[]) => {
  const scripted = scriptedLm("main", ...replies.map((reply) => [reply]));
  const { understudy } = understudyOf(scripted.lm, { inputGuards: [steering("die", "crisis", "care")] });
  return { ...scripted, ...(await chatOf(understudy)) };
};

describe("retry", () => {
  it("asks the same again as if nothing had been answered, and keeps both replies", async () => {
    const { chat, requests } = await taken("One.", "Two.", "Three.");
    await say(chat, "first");
    await say(chat, "second");
    const events = await eventsOf(chat.retry({}));
    expect(events[0]).toMatchObject({ type: "turn", turn: 3, message: "second" });
    expect(requests[2]?.history.map(({ text }) => text)).toEqual(["first", "One."]);
    expect(requests[2]?.heard).toEqual(["One.", "Two."]);
    expect(spoken(chat)).toEqual(["first", "One.", "second", "Three."]);
    expect(
      exchangesOf(chat.conversation())
        .at(-1)
        ?.takes.map(({ reply }) => reply),
    ).toEqual(["Two.", "Three."]);
  });

  it("answers a message that a fault left without a reply", async () => {
    const { chat } = await taken("There.");
    await say(chat, "hello", { signal: AbortSignal.abort() });
    expect(spoken(chat)).toEqual([]);
    await eventsOf(chat.retry({}));
    expect(spoken(chat)).toEqual(["hello", "There."]);
  });

  it("says why where there is nothing to answer again, or its words are gone", async () => {
    const { chat } = await taken();
    await expect(eventsOf(chat.retry({}))).rejects.toThrow("nothing has been said yet");
    await say(chat, "I want to die");
    await expect(eventsOf(chat.retry({}))).rejects.toThrow("were not kept");
    await expect(eventsOf(chat.retry({}))).rejects.toThrow(InputError);
  });
});

describe("swipe", () => {
  it("chooses between the replies, around the ends, and what follows goes on from the chosen one", async () => {
    const { chat, requests } = await taken("One.", "Two.", "Three.", "Four.");
    await say(chat, "hi");
    await eventsOf(chat.retry({}));
    await eventsOf(chat.retry({}));
    expect((await chat.swipe(1)).chosen).toBe(1);
    expect((await chat.swipe(-1)).chosen).toBe(3);
    expect((await chat.swipe(-1)).chosen).toBe(2);
    await say(chat, "and");
    expect(requests[3]?.history.map(({ text }) => text)).toEqual(["hi", "Two."]);
  });

  it("says so where there is only one", async () => {
    const { chat } = await taken("One.");
    await say(chat, "hi");
    await expect(chat.swipe(1)).rejects.toThrow("no other reply");
  });
});

describe("the time of a reply", () => {
  it("is that of its last word, also where the clock is moved while the turn is still written down", async () => {
    const { chat } = await taken("One.");
    for await (const { type } of chat.send("first", {})) if (type === "reply") chat.shiftClock("+3h");
    const [exchange] = exchangesOf(chat.conversation());
    expect(exchange?.takes[0]?.at).toBe(exchange?.at);
  });
});

describe("undo, redo and edit", () => {
  it("takes messages back, one after the other, and brings them again", async () => {
    const { chat } = await taken("One.", "Two.");
    await say(chat, "first");
    await say(chat, "second");
    await chat.undo();
    expect(spoken(chat)).toEqual(["first", "One."]);
    await chat.undo();
    expect(spoken(chat)).toEqual([]);
    await expect(chat.undo()).rejects.toThrow("nothing to take back");
    await chat.redo();
    await chat.redo();
    expect(spoken(chat)).toEqual(["first", "One.", "second", "Two."]);
    await expect(chat.redo()).rejects.toThrow("nothing was taken back");
  });

  it("puts a message in the place of an earlier one, also by the number of a later reply to it", async () => {
    const { chat, requests } = await taken("One.", "Two.", "Three.", "Four.");
    await say(chat, "first");
    await say(chat, "second");
    await eventsOf(chat.retry({}));
    await say(chat, "other", { instead: 3 });
    expect(requests[3]?.history.map(({ text }) => text)).toEqual(["first", "One."]);
    expect(spoken(chat)).toEqual(["first", "One.", "other", "Four."]);
    await chat.undo();
    expect(spoken(chat)).toEqual(["first", "One.", "second", "Three."]);
  });

  it("names the messages there are where another is to be edited", async () => {
    const { chat } = await taken("One.");
    await say(chat, "first");
    await expect(say(chat, "other", { instead: 7 })).rejects.toThrow(/no message 7[\s\S]*expected: 1/);
    expect(spoken(chat)).toEqual(["first", "One."]);
  });

  it("waits for the turn under way", async () => {
    const { chat } = await taken("One.", "Two.");
    const first = say(chat, "first");
    const undone = chat.undo();
    await Promise.all([first, undone]);
    expect(spoken(chat)).toEqual([]);
    expect(chat.conversation().turns).toBe(1);
  });

  it("stays gentle where a message in crisis was taken back", async () => {
    const { chat, requests } = await taken("Here.");
    await say(chat, "I want to die");
    await chat.undo();
    await say(chat, "hello");
    expect(requests[0]?.inputs).toMatchObject({ manner: "Be there." });
    expect(JSON.stringify(chat.conversation())).not.toContain("I want to die");
  });
});

describe("what was taken back", () => {
  const desire = "please kiss me anyway";
  const age = "I am 15 and want to have sex with you";
  const guarded = async () => {
    const { lm, requests } = scriptedLm("main", ["One."], ["Two."], ["Three."], ["Four."], ["Five."], ["Six."]);
    const earlier: (readonly string[])[] = [];
    const openGate: Understudy["openGate"] = ({ previousUserMessage, earlierUserMessages = [] }) => {
      earlier.push(earlierUserMessages);
      return createGate({ guards: [], previousUserMessage });
    };
    const { understudy } = understudyOf(lm, { inputGuards: [minors()], openGate });
    return { ...(await chatOf(understudy)), understudy, requests, earlier };
  };
  const findings = (events: readonly TurnEvent[]) =>
    events.flatMap((event) => (event.type === "guard" ? [event.category] : []));

  it("is known to the guards: nobody is older for having taken a message back", async () => {
    const { chat, requests, earlier } = await guarded();
    await say(chat, age);
    await chat.undo();
    expect(findings(await say(chat, desire))).toEqual(["minors"]);
    expect(JSON.stringify(requests)).not.toContain("kiss");
    expect(earlier.at(-1)).toEqual([minorsLeftOut]);
    expect(requests.at(-1)?.history).toEqual([]);
  });

  it("is known to them where it was edited, or never answered, or the session is gone on with", async () => {
    const edited = await guarded();
    await say(edited.chat, "I am 15 years old");
    expect(findings(await say(edited.chat, desire, { instead: 1 }))).toEqual(["minors"]);

    const unanswered = await guarded();
    await fails(unanswered.chat, "I am 15 years old");
    expect(spoken(unanswered.chat)).toEqual([]);
    expect(findings(await say(unanswered.chat, desire))).toEqual(["minors"]);

    const left = await guarded();
    await say(left.chat, "I am 15 years old");
    await left.chat.undo();
    const { id } = left.chat.conversation();
    await left.chat.close();
    const { chat } = await chatOf(left.understudy, { sessions: left.store, settings: { resume: id } });
    expect(findings(await say(chat, desire))).toEqual(["minors"]);
  });

  it("hides nothing that was said before it from guards that look back a few messages", async () => {
    const { chat } = await guarded();
    await say(chat, desire);
    for (let time = 0; time < 4; time++) {
      await say(chat, "hi");
      await chat.undo();
    }
    expect(findings(await say(chat, "I am 15 years old"))).toEqual(["minors"]);
  });

  it("counts where a message is asked again, whose words then go to no model any more", async () => {
    const { chat, requests } = await guarded();
    await say(chat, desire);
    await say(chat, "I am 15 years old");
    await chat.undo();
    const asked = requests.length;
    expect(findings(await eventsOf(chat.retry({})))).toEqual(["minors"]);
    await say(chat, "well");
    expect(JSON.stringify(requests.slice(asked))).not.toContain("kiss");
  });

  /** A message whose reply never showed. */
  const fails = async (chat: Chat, message: string) => {
    const stop = new AbortController();
    for await (const { type } of chat.send(message, { signal: stop.signal })) if (type === "demos") stop.abort();
  };
});

describe("a message that is cancelled", () => {
  const material = async () => {
    const scripted = scriptedLm("main", ["Sentiment: neutral\nConfidence: 0.8\nHostile: no"], ["One."], ["Two."]);
    const { understudy } = understudyOf(scripted.lm, {
      sentiment: () => ({ sentiment: "neutral", confidence: 0.1, hostile: false }),
      persona: persona({ model: { ask_sentiment_below: 0.5 } }),
    });
    const seen: string[] = [];
    const opened = await chatOf({
      ...understudy,
      lm: {
        ...scripted.lm,
        async *chat(...asked) {
          await opened.chat.sessions();
          seen.push(JSON.stringify([...opened.journals]));
          yield* scripted.lm.chat(...asked);
        },
      },
    });
    return { ...opened, seen };
  };

  it("is written down before a model is asked for its mood, and keeps its words when it is cancelled there", async () => {
    const { chat, seen } = await material();
    await say(chat, "remember me");
    expect(seen[0]).toContain("remember me");
  });

  it("says truly why its words are gone where the guards had not seen it", async () => {
    const { chat } = await material();
    for await (const { type } of chat.send("unseen", {})) if (type === "turn") break;
    await expect(eventsOf(chat.retry({}))).rejects.toThrow("its turn ended before the guards had seen them");
    await expect(chat.keep({ reply: "Well." })).rejects.toThrow("its turn ended before the guards had seen them");
  });

  it("leaves nothing behind on the signal, which may live as long as the program", async () => {
    const { chat } = await taken("One.", "Two.");
    const { signal } = new AbortController();
    await say(chat, "hi", { signal });
    await eventsOf(chat.retry({ signal }));
    expect(getEventListeners(signal, "abort")).toEqual([]);
  });
});

describe("a pinned pipeline", () => {
  const pinned = async () => {
    const material = await taken("One.", "Two.", "Three.", "Four.");
    material.chat.pin("comfort");
    return material;
  };
  const routeOf = async (events: ReturnType<typeof say>) => (await events).find(({ type }) => type === "route");

  it("answers until told otherwise, unless a guard sends the message elsewhere or it held a crisis", async () => {
    const { chat } = await pinned();
    expect(chat.pinned).toBe("comfort");
    expect(await routeOf(say(chat, "hi"))).toMatchObject({ pipeline: "comfort", reason: "pinned" });
    chat.pin(undefined);
    expect(await routeOf(say(chat, "hi"))).toMatchObject({ pipeline: "engage" });
    chat.pin("celebrate");
    expect(await routeOf(say(chat, "I want to die"))).toMatchObject({ pipeline: "care" });
    expect(await routeOf(say(chat, "hi"))).toMatchObject({ pipeline: "care" });
  });

  it("is one of those that nothing has to decide for", async () => {
    const { chat } = await pinned();
    expect(chat.pipelines).toEqual(["celebrate", "engage", "comfort", "de-escalate"]);
    expect(() => chat.pin("confort")).toThrow(/celebrate, engage, comfort, de-escalate[\s\S]*did you mean comfort/);
    expect(() => chat.pin("disclose")).toThrow("only where a guard sends");
    expect(chat.pinned).toBe("comfort");
  });
});

describe("a chat's demos", () => {
  it("are none that this very conversation was made into", async () => {
    const queries: DemoQuery[] = [];
    const { lm } = scriptedLm("main", ["One."], ["Two."]);
    const demos = {
      select: async (query: DemoQuery) => {
        queries.push(query);
        return [];
      },
    };
    const { chat } = await chatOf(understudyOf(lm, { demos }).understudy, { settings: { exclude: ["b"] } });
    await say(chat, "hi");
    await chat.keep({});
    await say(chat, "hi");
    expect(queries.map(({ exclude }) => [...(exclude ?? [])])).toEqual([["b"], ["b", chat.conversation().id]]);
  });
});

describe("drafts", () => {
  const block = async (drafts: boolean) => {
    const { lm } = scriptedLm("main", ["A FORBIDDEN thing."], ["Fine."]);
    const { understudy, records } = understudyOf(lm);
    const { chat, journals } = await chatOf(understudy, { settings: { drafts } });
    const events = await say(chat, "hi");
    await chat.close();
    return { found: events.find(({ type }) => type === "guard"), written: JSON.stringify([records, [...journals]]) };
  };

  it("stand beside what was blocked where operators ask for them, and are written nowhere", async () => {
    const { found, written } = await block(true);
    expect(found).toMatchObject({ action: "block", draft: "A FORBIDDEN thing." });
    expect(written).not.toContain("A FORBIDDEN");
  });

  it("are not told otherwise", async () => {
    expect((await block(false)).found).not.toHaveProperty("draft");
  });
});
