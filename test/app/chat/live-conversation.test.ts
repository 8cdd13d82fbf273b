import { describe, expect, it } from "vitest";
import { type LiveConversation, liveConversation } from "../../../app/chat/live-conversation.ts";
import type { SessionStore } from "../../../brain/core/session-ports.ts";
import { beginOf, turnEntries } from "../../contracts/session-store.ts";
import { memorySessions } from "../../fixtures/memory-sessions.ts";

/** A conversation over a disk that is full whenever `isFull` says so. */
const onDisk = () => {
  const kept = memorySessions();
  const disk = { isFull: false };
  const told: string[] = [];
  const failing = <Given extends readonly unknown[], Result>(work: (...given: Given) => Promise<Result>) => {
    return async (...given: Given) => {
      if (disk.isFull) throw new Error("full");
      return work(...given);
    };
  };
  const { create, append, reserve } = kept.store;
  const store: SessionStore = {
    ...kept.store,
    create: failing(create),
    append: failing(append),
    reserve: failing(reserve),
  };
  const live = liveConversation(
    { begin: beginOf("s") },
    { store, onProblem: () => told.push("failed"), onKept: () => told.push("kept") },
  );
  return { ...kept, disk, told, live };
};

const say = (live: LiveConversation, turn: number) => {
  for (const entry of turnEntries(turn, `message ${turn}`, "Yes.")) live.add(entry);
};

describe("liveConversation", () => {
  it("writes down what a full disk did not take as soon as there is room, in its order", async () => {
    const { live, disk, store, journals, told } = onDisk();
    say(live, 1);
    await live.flush();
    disk.isFull = true;
    say(live, 2);
    await live.flush();
    expect(live.isKept()).toBe(false);
    expect((await store.load("s")).turns).toBe(1);
    disk.isFull = false;
    say(live, 3);
    await live.flush();
    expect(live.isKept()).toBe(true);
    expect(await store.load("s")).toEqual(live.value());
    expect(journals.get("s")?.flatMap((entry) => (entry.type === "turn" ? [entry.turn] : []))).toEqual([1, 2, 3]);
    expect(told.at(-1)).toBe("kept");
  });

  it("begins its file later where that failed at first, and is reserved then", async () => {
    const { live, disk, store, reserved } = onDisk();
    disk.isFull = true;
    say(live, 1);
    await live.flush();
    disk.isFull = false;
    await live.flush();
    expect(await store.load("s")).toEqual(live.value());
    expect([...reserved]).toEqual(["s"]);
    await live.release();
    expect(reserved.size).toBe(0);
  });

  it("tries a last time when it is let go of", async () => {
    const { live, disk, store } = onDisk();
    say(live, 1);
    await live.flush();
    disk.isFull = true;
    say(live, 2);
    await live.flush();
    disk.isFull = false;
    await live.release();
    expect((await store.load("s")).turns).toBe(2);
  });

  it("waits for no more than 10,000 entries, and writes nothing with a hole in it", async () => {
    const { live, disk, store } = onDisk();
    say(live, 1);
    await live.flush();
    disk.isFull = true;
    for (let at = 0; at <= 10_001; at++) live.add({ type: "title", title: `${at}` });
    await live.flush();
    disk.isFull = false;
    say(live, 2);
    await live.flush();
    expect(live.isKept()).toBe(false);
    expect(await store.load("s")).toMatchObject({ turns: 1 });
    expect((await store.load("s")).title).toBe(undefined);
  });
});
