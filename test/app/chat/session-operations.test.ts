import { describe, expect, it } from "vitest";
import { dataPathFor } from "../../../app/paths.ts";
import { InputError } from "../../../brain/core/errors.ts";
import type { SessionStore } from "../../../brain/core/session-ports.ts";
import { StoreError } from "../../../store/store-error.ts";
import { type ChatMaterial, chatOf, eventsOf, personaPath, say, spoken } from "../../fixtures/chat.ts";
import { memorySessions } from "../../fixtures/memory-sessions.ts";
import { scriptedLm, steering, understudyOf } from "../../fixtures/understudy.ts";

const inputGuards = [steering("die", "crisis", "care")];
const open = (material: ChatMaterial = {}) => {
  const { lm, requests } = scriptedLm("main", ["One. ", "Two."], ["Three."], ["Four."], ["Five."]);
  return chatOf(understudyOf(lm, { inputGuards }).understudy, material).then((opened) => ({ ...opened, requests }));
};

/** A chat that was held and left, and what it kept. */
const heldBefore = async () => {
  const before = await open();
  await say(before.chat, "first");
  const { id } = before.chat.conversation();
  await before.chat.close();
  return { ...before, id, sessions: before.store };
};

describe("a kept conversation", () => {
  it("is written from its first message on, with all that was done in it", async () => {
    const { chat, store, journals } = await open();
    await chat.rename("Trains");
    expect(journals.size).toBe(0);
    expect(chat.info().file).toBe(undefined);
    await say(chat, "first");
    await eventsOf(chat.retry({}));
    await chat.swipe(1);
    await chat.rate("good", {});
    await say(chat, "other", { instead: 1 });
    await chat.undo();
    await chat.close();
    const { id } = chat.conversation();
    expect(chat.info().file).toBe(`/home/${id}.jsonl`);
    expect(await store.load(id)).toEqual(chat.conversation());
    expect(journals.get(id)?.map(({ type }) => type)).not.toContain("prompt");
  });

  it("holds what was shown before the reply has ended", async () => {
    const { chat, store } = await open();
    for await (const event of chat.send("first", {})) {
      if (event.type !== "delta") continue;
      await chat.sessions();
      expect((await store.load(chat.conversation().id)).exchanges[0]?.takes[0]).toMatchObject({
        reply: "One.",
        isEnded: false,
      });
      break;
    }
  });

  it("holds no words of a message in crisis", async () => {
    const { chat, journals } = await open();
    await say(chat, "tonight I will die");
    await chat.close();
    expect(JSON.stringify([...journals])).not.toContain("tonight");
    expect(JSON.stringify(chat.conversation())).not.toContain("tonight");
  });

  it("belongs to the chat that holds it until that one ends", async () => {
    const { chat, reserved } = await open();
    await say(chat, "first");
    await chat.sessions();
    expect([...reserved]).toEqual([chat.conversation().id]);
    await chat.close();
    expect(reserved.size).toBe(0);
  });

  it("goes on unkept where the disk fails, which is told once", async () => {
    const broken: SessionStore = {
      ...memorySessions().store,
      create: async () => {
        throw new StoreError("unwritable", "/home", Object.assign(new Error(), { code: "ENOSPC" }));
      },
    };
    const { chat } = await open({ sessions: broken });
    await say(chat, "first");
    await say(chat, "second");
    await chat.over();
    await say(chat, "third");
    await chat.sessions();
    expect(chat.takeNotices()).toEqual([expect.stringMatching(/^The conversation is not kept: .*disk is full/)]);
    expect(chat.info().file).toBe(undefined);
    expect(spoken(chat)).toEqual(["third", "Four."]);
  });
});

describe("a disk that fails for a while", () => {
  it("is told once when it fails and once when it is well again, and nothing is missing then", async () => {
    const kept = memorySessions();
    let isFull = false;
    const sessions: SessionStore = {
      ...kept.store,
      append: async (id, entry) => {
        if (isFull) throw new StoreError("unwritable", "/home", Object.assign(new Error(), { code: "ENOSPC" }));
        await kept.store.append(id, entry);
      },
    };
    const { chat } = await open({ sessions });
    await say(chat, "first");
    isFull = true;
    await say(chat, "second");
    await say(chat, "third");
    expect(chat.takeNotices()).toEqual([expect.stringMatching(/^The conversation is not kept: .*disk is full/)]);
    isFull = false;
    await say(chat, "fourth");
    await chat.sessions();
    expect(chat.takeNotices()).toEqual(["The conversation is kept again."]);
    expect(await sessions.load(chat.conversation().id)).toEqual(chat.conversation());
    expect(chat.info().file).toBeDefined();
  });
});

describe("sessions", () => {
  it("are listed when all that was said is written, however slow the disk is", async () => {
    const kept = memorySessions();
    const done: string[] = [];
    const sessions: SessionStore = {
      ...kept.store,
      append: async (id, entry) => {
        await new Promise((resolve) => setImmediate(resolve));
        await kept.store.append(id, entry);
        done.push(entry.type);
      },
      list: async (options) => {
        done.push("list");
        return kept.store.list(options);
      },
    };
    const { chat } = await open({ sessions });
    await say(chat, "first");
    expect(done).not.toContain("ended");
    await chat.sessions();
    expect(done.slice(-2)).toEqual(["ended", "list"]);
  });
});

describe("resume", () => {
  it("goes on where the conversation was left, with the gap known", async () => {
    const { id, sessions, reserved } = await heldBefore();
    const { lm } = scriptedLm("main", ["Later."]);
    const clock = { now: () => Date.parse("2026-12-26T23:40:00Z"), elapsed: () => 0, nextTurn: () => {} };
    const { chat } = await chatOf(understudyOf(lm, { clock }).understudy, { sessions });
    await chat.resume(id);
    expect(spoken(chat)).toEqual(["first", "One. Two."]);
    expect(chat.info().context.sinceLastMessage).toBe("2 days");
    const events = await say(chat, "second");
    expect(events[0]).toMatchObject({ turn: 2, session: id });
    await chat.close();
    expect(await sessions.load(id)).toEqual(chat.conversation());
    expect(reserved.size).toBe(0);
  });

  it("begins with the one that is asked for, or the newest, found by the beginning of its id", async () => {
    const { id, sessions } = await heldBefore();
    const by = async (resume: string | true) => {
      const { chat } = await open({ sessions, settings: { resume } });
      await chat.close();
      return chat.conversation().id;
    };
    expect(await by(id)).toBe(id);
    expect(await by(true)).toBe(id);
    expect(await by(id.slice(0, 8))).toBe(id);
    await expect(by("nothing")).rejects.toThrow(/there is no session "nothing"/);
    await expect(open({ settings: { resume: true } })).rejects.toThrow("no conversation to go on with");
  });

  it("meets its own persona, unless another one was asked for", async () => {
    const { id, sessions, reserved } = await heldBefore();
    const { chat, loads } = await open({ sessions, settings: { resume: id } });
    expect(loads[0]).toMatchObject({ persona: personaPath });
    await chat.close();
    const asked = { sessions, settings: { persona: "/personas/other/persona.yaml" } };
    const other = await open(asked);
    await expect(other.chat.resume(id)).rejects.toThrow(/is with Tess Tester[\s\S]*leave --persona out/);
    await expect(open({ ...asked, settings: { ...asked.settings, resume: true } })).rejects.toThrow(InputError);
    expect(reserved.size).toBe(0);
    await other.chat.choosePersona("/personas/third/persona.yaml");
    await other.chat.resume(id);
    expect(other.loads.at(-1)).toMatchObject({ persona: personaPath });
    expect(spoken(other.chat)).toEqual(["first", "One. Two."]);
  });

  it("beats the persona of the folder's file, which nobody gave as a flag", async () => {
    const { id, sessions } = await heldBefore();
    const folder = { persona: "/folder/persona.yaml", data: "/folder/data.json", program: "bold" };
    const settings = { ...folder, fromFile: ["persona", "data", "program"] };
    for (const resume of [id, true] as const) {
      const { chat, loads } = await open({ sessions, settings: { ...settings, resume } });
      expect(loads).toEqual([{ persona: personaPath, data: dataPathFor(personaPath), lm: expect.anything() }]);
      await chat.close();
    }
    const { chat, loads } = await open({ sessions, settings });
    expect(loads[0]).toMatchObject(folder);
    await chat.resume(id);
    expect(loads[1]).toEqual({ persona: personaPath, data: dataPathFor(personaPath), lm: expect.anything() });
  });

  it("keeps to the flags, and to the program of the folder's file where the examples are its own", async () => {
    const { id, sessions } = await heldBefore();
    const loadsFor = async (settings: ChatMaterial["settings"]) => {
      const { chat, loads } = await open({ sessions, settings: { ...settings, resume: id } });
      await chat.close();
      return loads[0];
    };
    const other = { persona: "/folder/persona.yaml", fromFile: ["persona"] };
    expect(await loadsFor({ ...other, data: "/given.json", program: "bold" })).toMatchObject({
      persona: personaPath,
      data: "/given.json",
      program: "bold",
    });
    const same = { persona: personaPath, program: "bold", fromFile: ["persona", "program"] };
    expect(await loadsFor(same)).toMatchObject({ persona: personaPath, program: "bold" });
  });

  it("is let go of again where the start fails", async () => {
    const { id, sessions, reserved } = await heldBefore();
    const loaded = () => {
      throw new InputError({ what: "the file is gone" });
    };
    await expect(open({ sessions, loaded, settings: { resume: id } })).rejects.toThrow("the file is gone");
    expect(reserved.size).toBe(0);
  });

  it("says that there is none with a persona in plain words", async () => {
    const asked = open({ settings: { resume: true, persona: "/p/persona.yaml" } });
    await expect(asked).rejects.toThrow("there is no conversation with the persona of /p/persona.yaml to go on with");
  });

  it("leaves all as it was where it fails: somebody else writes it, it was closed, its persona is gone", async () => {
    const { id, sessions, reserved } = await heldBefore();
    const loaded: ChatMaterial["loaded"] = ({ data }) => {
      if (data !== undefined) throw new InputError({ what: "the file is gone" });
      return { personaPath: "/elsewhere" };
    };
    const { chat } = await open({ sessions, loaded });
    await say(chat, "mine");
    const before = chat.conversation();
    const giveBack = await sessions.reserve(id);
    await expect(chat.resume(id)).rejects.toThrow("is being written");
    await giveBack();
    await expect(chat.resume(id)).rejects.toThrow("the file is gone");
    await sessions.append(id, { type: "over", at: before.startedAt });
    await expect(chat.resume(id)).rejects.toThrow("closed for good");
    expect(reserved.has(id)).toBe(false);
    expect(chat.conversation()).toBe(before);
    expect(chat.conversation()).toBe(before);
  });

  it("says so where the conversation is the one that is open, by its id or the beginning of it", async () => {
    const { chat } = await open();
    await say(chat, "first");
    const before = chat.conversation();
    for (const id of [before.id, before.id.slice(0, 8)])
      await expect(chat.resume(id)).rejects.toThrow("this is the conversation that is open");
    expect(chat.conversation()).toBe(before);
  });

  it("tells of a newer conversation that it had to pass over, and of no older one", async () => {
    const { id, sessions } = await heldBefore();
    const unread = ["newer", "older"].map((name, place) => ({
      id: name,
      file: name,
      problem: `${name} is half`,
      place,
    }));
    const damaged: SessionStore = {
      ...sessions,
      list: async (options) => {
        for (const session of unread) options?.unreadable?.(session);
        return sessions.list(options);
      },
    };
    const { chat } = await open({ sessions: damaged, settings: { resume: true } });
    expect(chat.conversation().id).toBe(id);
    expect(chat.takeNotices()).toEqual(["A newer conversation was passed over: newer is half"]);
    await chat.sessions();
    await chat.sessions();
    expect(chat.takeNotices()).toEqual([
      "A session is not listed: newer is half",
      "A session is not listed: older is half",
    ]);
    const none = { ...damaged, list: async (options) => (await damaged.list(options)).slice(1) } as SessionStore;
    await expect(open({ sessions: none, settings: { resume: true } })).rejects.toThrow(
      /no conversation.*newer is half/,
    );
  });

  it("is told to be of no use where nothing is kept", async () => {
    const { chat } = await chatOf(understudyOf(scriptedLm("main").lm).understudy, { sessions: undefined as never });
    await expect(chat.resume("x")).rejects.toThrow("not kept here");
    expect(await chat.sessions()).toEqual([]);
  });
});

describe("other conversations", () => {
  it("begin where one is over, which is closed for good", async () => {
    const { chat, store, reserved } = await open();
    await chat.over();
    await say(chat, "first");
    const { id } = chat.conversation();
    await chat.over();
    expect(spoken(chat)).toEqual([]);
    expect(chat.conversation().id).not.toBe(id);
    expect((await store.load(id)).endedAt).toBe("2026-12-24T23:40:00.000Z");
    expect(reserved.size).toBe(0);
    expect(await chat.sessions()).toHaveLength(1);
  });

  it("begin with another persona, and the one before can be gone on with", async () => {
    const { chat, store, loads } = await open({ settings: { program: "own", exclude: ["a"] } });
    await say(chat, "first");
    const { id } = chat.conversation();
    expect(await chat.choosePersona("/personas/ada/persona.yaml")).toBe("read again");
    expect(loads[1]).toEqual({ ...loads[1], data: "/personas/ada/conversations.json" });
    expect(loads[1]).not.toHaveProperty("program");
    expect(spoken(chat)).toEqual([]);
    expect(chat.info().personaPath).toBe("/personas/ada/persona.yaml");
    await chat.resume(id);
    expect(loads[2]).toMatchObject({ persona: personaPath, program: "own", exclude: ["a"] });
    expect(spoken(chat)).toEqual(["first", "One. Two."]);
    expect((await store.load(id)).endedAt).toBe(undefined);
  });

  it("do not begin where the persona cannot be read", async () => {
    const { chat } = await open({
      loaded: ({ persona }) => {
        if (persona !== undefined) throw new InputError({ what: "half a file" });
        return {};
      },
    });
    await say(chat, "first");
    await expect(chat.choosePersona("/half.yaml")).rejects.toThrow("half a file");
    expect(spoken(chat)).toEqual(["first", "One. Two."]);
  });
});

describe("another model", () => {
  it("goes on with the conversation, also after a reload", async () => {
    const { chat, loads } = await open();
    await say(chat, "first");
    await chat.chooseModel("together:m");
    await chat.reload();
    expect(loads.slice(1).map(({ lm }) => lm)).toMatchObject([
      { connections: [{ provider: "together", model: "m" }], reason: "as chosen with /model" },
      { connections: [{ provider: "together", model: "m" }] },
    ]);
    expect(spoken(chat)).toEqual(["first", "One. Two."]);
  });

  it("is refused where it is none, and the one before stays", async () => {
    const { chat, loads } = await open();
    await expect(chat.chooseModel("telepathy")).rejects.toThrow("unknown model provider");
    expect(loads).toHaveLength(1);
    expect(chat.lmReason).toBe("for this test");
  });
});

describe("a seed", () => {
  it("names the conversations, so that runs repeat, unless they are kept", async () => {
    const ids = async (material: ChatMaterial) => {
      const { chat } = await open({ ...material, settings: { seed: 7 } });
      const first = chat.conversation().id;
      await chat.over();
      return [first, chat.conversation().id];
    };
    expect(await ids({ sessions: undefined as never })).toEqual(["seed-7", "seed-7-2"]);
    expect((await ids({}))[0]).not.toContain("seed");
  });
});
