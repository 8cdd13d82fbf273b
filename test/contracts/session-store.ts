import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Begin, JournalEntry } from "../../brain/core/conversation.ts";
import { advance, beginConversation } from "../../brain/core/conversation.ts";
import { keptPrivate } from "../../brain/core/session.ts";
import type { SessionStore, UnreadableSession } from "../../brain/core/session-ports.ts";

/** Milliseconds since 1970 as journals tell times. */
const instant = (minute: number) => new Date(Date.UTC(2026, 2, 1, 9, minute)).toISOString();

export const beginOf = (id: string, changes: Partial<Begin> = {}): Begin => ({
  type: "begin",
  version: 1,
  id,
  at: instant(0),
  persona: "Vera",
  ...changes,
});

/** One turn's lines: what was asked, a few events, what was said, its end. */
export const turnEntries = (
  turn: number,
  message: string,
  reply: string,
  { session = "s", minute = turn }: { session?: string; minute?: number } = {},
): readonly JournalEntry[] => [
  { type: "turn", turn, session, at: instant(minute), message },
  { type: "sentiment", turn, sentiment: "neutral", confidence: 0.9, hostile: false, by: "local" },
  { type: "route", turn, pipeline: "engage", reason: "neutral mood" },
  { type: "demos", turn, demos: [{ id: "e1", similarity: 0.5 }] },
  ...reply.split(/(?<= )/).flatMap((text) => (text === "" ? [] : [{ type: "delta" as const, turn, text }])),
  { type: "usage", turn, lm: "offline", promptTokens: 9, completionTokens: 3, ms: { total: 4, model: 2 } },
  { type: "reply", turn, text: reply, by: "model", ended: "complete" },
  { type: "ended", turn, at: instant(minute + 1) },
];

const anyEntry: fc.Arbitrary<JournalEntry> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      type: fc.constant("turn" as const),
      turn: fc.integer({ min: 1, max: 6 }),
      session: fc.constant("s"),
      at: fc.constant(instant(1)),
      message: fc.string(),
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      type: fc.constant("delta" as const),
      turn: fc.integer({ min: 1, max: 6 }),
      text: fc.string(),
    }),
  },
  fc.record({ type: fc.constant("ended" as const), turn: fc.integer({ min: 1, max: 6 }), at: fc.constant(instant(2)) }),
  fc.record({ type: fc.constantFrom("again" as const, "cut" as const), exchange: fc.integer({ min: 1, max: 6 }) }),
  fc.record({
    type: fc.constant("choose" as const),
    exchange: fc.integer({ min: 1, max: 6 }),
    turn: fc.integer({ min: 1, max: 6 }),
  }),
  fc.record({ type: fc.constantFrom("undo" as const, "redo" as const) }),
  fc.record({ type: fc.constant("resume" as const), at: fc.constant(instant(3)) }),
  fc.record({
    type: fc.constant("rate" as const),
    turn: fc.integer({ min: 1, max: 6 }),
    verdict: fc.constantFrom("good" as const, "bad" as const),
    at: fc.constant(instant(3)),
  }),
  fc.record({ type: fc.constant("title" as const), title: fc.string() }),
);

/** Entries of a conversation that went all ways; in those that are `rising`, turns come in their order. */
export const anyEntries = ({ rising = false } = {}): fc.Arbitrary<readonly JournalEntry[]> =>
  fc.array(anyEntry, { maxLength: 40 }).map((entries) => {
    let turn = 0;
    return rising ? entries.map((entry) => (entry.type === "turn" ? { ...entry, turn: ++turn } : entry)) : entries;
  });

export type SessionStoreContract = {
  /** A store over the same place each time. */
  readonly open: (place: string) => SessionStore;
  /** A place that holds nothing yet. */
  readonly newPlace: () => string;
  /** Statements of a module that make `store` of the place that `place` names: another process runs them. */
  readonly statements: (place: string) => string;
  /** Makes a session one that cannot be read; the file that people are told of. */
  readonly damage: (place: string, id: string) => Promise<string>;
};

/** What every session store promises. */
export const sessionStoreContract = (
  name: string,
  { open, newPlace, statements, damage }: SessionStoreContract,
): void => {
  const withSession = async (...entries: readonly JournalEntry[]) => {
    const place = newPlace();
    const store = open(place);
    await store.create(beginOf("s"));
    for (const entry of entries) await store.append("s", entry);
    return { place, store };
  };

  /** Runs in a process of its own; `lines` are those that it prints. */
  const inAnotherProcess = (place: string, work: string) => {
    const script = `${statements(place)}\n${work}`;
    const child: ChildProcess = spawn(process.execPath, ["--import", "tsx", "--input-type=module", "-e", script], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const lines: string[] = [];
    const reader = child.stdout && createInterface(child.stdout).on("line", (line) => lines.push(line));
    return {
      lines,
      seen: async (count: number) => {
        while (reader && lines.length < count) await once(reader, "line");
      },
      kill: async () => {
        const closed = once(child, "close");
        child.kill("SIGKILL");
        await closed;
      },
    };
  };

  describe(`${name} keeps the contract of session stores`, () => {
    it("gives back, to another who opens it, what was appended, in the order of the calls", async () => {
      const place = newPlace();
      const store = open(place);
      const begin = beginOf("s", { personaPath: "/p/persona.yaml", dataPath: "/p/conversations.json" });
      await store.create(begin);
      const entries = [...turnEntries(1, "hi\nthere \u2028 😀", "Hello, you."), ...turnEntries(2, "bye", "So long.")];
      await Promise.all(entries.map((entry) => store.append("s", entry)));
      const expected = entries.reduce(advance, beginConversation(begin));
      expect(await open(place).load("s")).toEqual(expected);
      expect(expected.exchanges.map(({ message }) => message)).toEqual(["hi\nthere \u2028 😀", "bye"]);
    });

    it("keeps the order of appends to a session that it did not create", async () => {
      const { place } = await withSession();
      const store = open(place);
      const titles = Array.from({ length: 30 }, (_, at) => `title ${at}`);
      await Promise.all(titles.map((title) => store.append("s", { type: "title", title })));
      expect((await store.load("s")).title).toBe("title 29");
    });

    it("gives back every conversation as if its entries had come one by one", async () => {
      const place = newPlace();
      const store = open(place);
      let count = 0;
      await fc.assert(
        fc.asyncProperty(fc.oneof(anyEntries(), anyEntries({ rising: true })), async (entries) => {
          const begin = beginOf(`s${count++}`);
          await store.create(begin);
          for (const entry of entries) await store.append(begin.id, entry);
          expect(await store.load(begin.id)).toEqual(entries.reduce(advance, beginConversation(begin)));
        }),
        { numRuns: 60 },
      );
    });

    it("takes an id once", async () => {
      const { store } = await withSession(...turnEntries(1, "hi", "Hello."));
      await expect(store.create(beginOf("s"))).rejects.toMatchObject({ code: "taken" });
      expect((await store.load("s")).turns).toBe(1);
    });

    it("does not know other ids, and names those that it knows", async () => {
      const { store } = await withSession(...turnEntries(1, "hi", "Hello."));
      for (const id of ["other", "", "../s", "s/../s", ".", "x".repeat(101)]) {
        await expect(store.load(id)).rejects.toMatchObject({ code: "missing" });
        await expect(store.append(id, { type: "undo" })).rejects.toMatchObject({ code: "missing" });
        await expect(store.remove(id)).rejects.toMatchObject({ code: "missing" });
      }
      await expect(store.load("other")).rejects.toThrow('There is no session "other". The newest are s.');
      await expect(store.create(beginOf("../up"))).rejects.toMatchObject({ code: "mismatched" });
    });

    it("removes one, and no other", async () => {
      const { place, store } = await withSession(...turnEntries(1, "hi", "Hello."));
      await store.create(beginOf("t"));
      await store.remove("s");
      await expect(store.load("s")).rejects.toMatchObject({ code: "missing" });
      await expect(open(place).append("s", { type: "undo" })).rejects.toMatchObject({ code: "missing" });
      expect((await store.load("t")).id).toBe("t");
      await store.create(beginOf("s"));
      expect((await store.load("s")).turns).toBe(0);
    });

    it("lists what has messages, the one that was written last first, with what tells them apart", async () => {
      const { place, store } = await withSession(...turnEntries(1, "Hello there", "Hi, you. "), {
        type: "over",
        at: instant(9),
      });
      await store.create(beginOf("silent"));
      // What its clock said then is no reason to be taken for the newest.
      await store.create(beginOf("v-named", { persona: "Ida", personaPath: "/p/ida.yaml" }));
      for (const entry of [
        ...turnEntries(1, "hi", "Morning.", { minute: 20 }),
        { type: "title", title: "Mornings" } as const,
      ])
        await store.append("v-named", entry);
      await store.create(beginOf("w-newest"));
      for (const entry of turnEntries(1, "hey", "Yes?", { minute: 15 })) await store.append("w-newest", entry);
      const list = await open(place).list();
      expect(list.map(({ id }) => id)).toEqual(["w-newest", "v-named", "s"]);
      expect(list[1]).toEqual({
        id: "v-named",
        persona: "Ida",
        personaPath: "/p/ida.yaml",
        title: "Mornings",
        startedAt: instant(20),
        lastAt: instant(21),
        messages: 2,
        last: "Morning.",
        isOver: false,
      });
      expect(list[2]).toMatchObject({ title: "Hello there", last: "Hi, you. ", messages: 2, isOver: true });
    });

    it("tells of each that a list leaves out because it cannot be read, and where it would stand", async () => {
      const place = newPlace();
      const store = open(place);
      for (const id of ["a", "b", "c", "d"]) {
        await store.create(beginOf(id));
        for (const entry of turnEntries(1, "secret words", "Yes.")) await store.append(id, entry);
      }
      const file = await damage(place, "c");
      const told: UnreadableSession[] = [];
      const list = await open(place).list({ unreadable: (session) => told.push(session) });
      expect(list.map(({ id }) => id).toSorted()).toEqual(["a", "b", "d"]);
      expect(told).toEqual([{ id: "c", file, problem: expect.stringContaining(file), place: expect.any(Number) }]);
      expect(told[0]?.problem).not.toContain("secret");
    });

    it("lists at most as many as are asked for", async () => {
      const place = newPlace();
      const store = open(place);
      for (let at = 0; at < 40; at++) {
        await store.create(beginOf(`s${at}`));
        if (at % 2 === 0)
          for (const entry of turnEntries(1, `message ${at}`, "Yes.")) await store.append(`s${at}`, entry);
      }
      expect(await store.list({ limit: 7 })).toHaveLength(7);
      expect(await store.list({ limit: 100 })).toHaveLength(20);
    });

    it("counts messages that count, and tells no title of words that are kept private", async () => {
      const { store } = await withSession(
        ...turnEntries(1, keptPrivate, "I am here."),
        ...turnEntries(2, "thanks", "Of course."),
        { type: "undo" },
      );
      // What was taken back may still tell what it was about.
      expect(await store.list()).toMatchObject([{ title: "thanks", messages: 2, last: "I am here." }]);
      await store.create(beginOf("private"));
      for (const entry of turnEntries(1, keptPrivate, "I am here.")) await store.append("private", entry);
      const found = (await store.list()).find(({ id }) => id === "private");
      expect(found?.title).toBe("untitled");
    });

    it("lists a message that was never answered, since the program ended", async () => {
      const { store } = await withSession(...turnEntries(1, "is anybody there", "").slice(0, 2));
      expect(await store.list()).toMatchObject([
        { title: "is anybody there", messages: 1, last: "is anybody there", lastAt: instant(1) },
      ]);
    });

    it("lets one at a time write a session, in whatever process", async () => {
      const { place, store } = await withSession(...turnEntries(1, "hi", "Hello."));
      const other = inAnotherProcess(
        place,
        `await store.reserve("s"); console.log("held"); setInterval(() => {}, 1000);`,
      );
      try {
        await other.seen(1);
        await expect(store.reserve("s")).rejects.toMatchObject({ code: "busy" });
        await expect(store.remove("s")).rejects.toMatchObject({ code: "busy" });
        await (await store.reserve("t"))();
      } finally {
        await other.kill();
      }
      const release = await store.reserve("s");
      await expect(store.reserve("s")).rejects.toMatchObject({ code: "busy" });
      await release();
      await store.remove("s");
    });

    it("loses at most the line under way when its process is killed", async () => {
      const { place, store } = await withSession();
      const writer = inAnotherProcess(
        place,
        `for (let at = 1; ; at++) {
           await store.append("s", { type: "title", title: at + " " + "x".repeat(5000) });
           console.log(at);
         }`,
      );
      await writer.seen(300);
      await writer.kill();
      const kept = Number.parseInt((await store.load("s")).title ?? "0", 10);
      const told = Number(writer.lines.at(-1));
      expect(kept).toBeGreaterThanOrEqual(told);
      await store.append("s", { type: "title", title: "after" });
      expect((await open(place).load("s")).title).toBe("after");
    });
  });
};
