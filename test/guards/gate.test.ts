import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { OutputGuard } from "../../brain/core/ports.ts";
import { allow } from "../../brain/core/turn.ts";
import { endsSentence } from "../../brain/text/sentences.ts";
import { checkReply } from "../../guards/check-reply.ts";
import { checkWhole } from "../../guards/check-whole.ts";
import { createGate, type SentenceGate } from "../../guards/gate.ts";
import { outputGuards } from "../../guards/index.ts";
import type { StreamGuard } from "../../guards/stream-guard.ts";
import { guardMeans } from "../fixtures/guard-means.ts";
import {
  agreesWithTheWhole,
  isChunkInvariant,
  leaksNothing,
  type MakeGate,
  type Sample,
  staysCleanWhenAborted,
  stream,
} from "./gate-properties.ts";

const guards = outputGuards({ policy: {}, platform: "onlyfans" }, guardMeans);
const make: MakeGate = (these, previousUserMessage) =>
  createGate({ guards: these, ...(previousUserMessage !== undefined && { previousUserMessage }) });

const long = "and then the light came round the corner of the bench, slowly, and lay down on the keys, ".repeat(6);

const samples: readonly Sample[] = [
  { text: "Good morning! Follow me on Instagram at mia.types. Good night.", violation: "Follow me" },
  { text: "Morning, dear. Find me: i. n. s. t. a. and be well.", violation: "Find me" },
  { text: "Coffee is warm. Follow me on. Instagram is where I am.", violation: "Follow me on." },
  { text: "Well... I post on Insta. Come look.", violation: "Well" },
  { text: "The rain stopped. It is all on my face. Book a seat by the window.", violation: undefined },
  { text: "First the ribbon. Then t\niktok. Done.", violation: "Then t" },
  { text: "One line.\ni\nn\ns\nt\na\nThe end.", violation: "i\nn" },
  { text: "Good day. I would love to\nmeet you for coffee tomorrow.", violation: "I would" },
  { text: "I'd love to! Meet you at the cafe tomorrow.", violation: "I'd love" },
  { text: "Yes! Message me through the\nbird app.", violation: "Message me" },
  { text: "Good. My tw1t. ter is fun", violation: "My tw1t" },
  { text: "Good day. It was red\n\ndit again.", violation: "It was" },
  { text: "Olivetti。instagram", violation: "Olivetti" },
  { text: "Good day.\nLet's\nmeet\ntomorrow", violation: "Let's" },
  { text: "Good day. Meet\nme\nat the cafe.", violation: "Meet" },
  { text: "Good day. Write to t. me/mia", violation: "Write" },
  { text: "Good day. Write to t.\nme/mia", violation: "Write" },
  { text: "Tele\ngram me", violation: "Tele" },
  { text: "Good day. See wa. me/351", violation: "See" },
  { text: "The kettle\nsang to the\nribbons\n\nThe end", violation: undefined },
  { text: "I had a good day 😊! My snap is mia_types 👻. Bye.", violation: "My snap" },
  {
    text: "Dr. Lima called, e.g. about the Lettera. Let's meet tomorrow at 3.30 p.m. in town.",
    violation: "Let's meet",
  },
  { text: "Kind of you. Yes! 3pm works.", previous: "coffee saturday?", violation: "Yes!" },
  {
    text: "That's kind. I don't meet people from here, but I'll pour you one in spirit.",
    previous: "coffee saturday?",
    violation: undefined,
  },
  { text: "It cost 3.50 on olivetti.example/parts. Worth it! 🎞️ And you?", violation: undefined },
  { text: "Fine. Coffee Saturday? We could meet at the cafe.", violation: "Coffee Saturday?" },
  { text: "No full stop here, only dm me on the bird app", violation: "No full stop" },
  { text: "An emoji ends it 😊 and so does this one 🎞️", violation: undefined },
  { text: "日本語です。写真は Instagram にあります。", violation: "写真" },
];

describe("the gate's five tests", () => {
  it.each(samples)(
    "1 chunking invariance: $text",
    async (sample) => {
      await isChunkInvariant(make, guards, sample, Math.ceil(1000 / samples.length));
    },
    60_000,
  );

  it("1 chunking invariance: 1,000 seeded random splits of one reply that is cut", async () => {
    const sample = { text: "A slow day. Two rolls of film 🎞️! Find me on i.n.s.t.a, yes.", violation: "Find me" };
    await isChunkInvariant(make, guards, sample, 1000);
  }, 60_000);

  it.each(samples)("2 zero leak: $text", async (sample) => {
    await leaksNothing(make, guards, sample);
  });

  it.each(samples)("3 abort after every unit: $text", async (sample) => {
    await staysCleanWhenAborted(make, guards, sample);
  });

  it("4 liveness: clean text arrives whole, and no more than a sentence and its border is held", async () => {
    const held: number[] = [];
    const text =
      "The kettle took its time. So did I! A letter came from Porto; it smelled of ink. What did you read today? ".repeat(
        20,
      );
    const gate = make(guards);
    let shown = "";
    for (let at = 0; at < text.length; at++) {
      shown += (await gate.push(text.charAt(at))).release;
      held.push(at + 1 - shown.length);
    }
    shown += (await gate.end()).release;
    expect(shown).toBe(text);
    held.sort((one, other) => one - other);
    const at = (share: number) => held[Math.floor(share * (held.length - 1))] ?? 0;
    // In UTF-16 units. Its longest sentence has 46; "So did I!" waits for it, since a lone letter may begin a spelt name.
    expect({ p50: at(0.5), p95: at(0.95), most: at(1) }).toEqual({ p50: 18, p95: 50, most: 55 });
  });

  it("4 liveness: any harmless text arrives unit by unit, whatever it holds", async () => {
    const harmless: OutputGuard = { name: "harmless", check: () => allow };
    const word = fc.oneof(
      fc.string({ unit: "binary", maxLength: 12 }),
      fc.constantFrom(". ", "! ", "\n", "\r\n", "…", "😊", "\ud83d", "e.g. "),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(word, { maxLength: 20 }), async (words) => {
        const text = words.join("");
        const { shown, step } = await stream(make([harmless]), text.split(""));
        expect(shown).toBe(text);
        expect(step.pending).toBe("");
      }),
      { seed: 4, numRuns: 300 },
    );
  });

  describe("5 a leaky gate", () => {
    /** Shows each chunk at once and checks afterwards, as keyword filters on streams do. */
    const leaky: MakeGate = (these, previousUserMessage) => {
      let all = "";
      let blocked = false;
      const check = async (release: string): ReturnType<SentenceGate["push"]> => {
        for (const guard of these) {
          const verdict = await guard.check({
            text: all,
            shown: "",
            ...(previousUserMessage !== undefined && { previousUserMessage }),
          });
          if (verdict.action === "block") {
            blocked = true;
            return { release, verdict, blocked, blocks: [verdict], pending: "" };
          }
        }
        return { release, verdict: allow, blocked, blocks: [], pending: "" };
      };
      return {
        push: (chunk) => {
          if (blocked) return check("");
          all += chunk;
          return check(chunk);
        },
        end: () => check(""),
      };
    };
    const sample: Sample = { text: "Good morning! Follow me on Instagram at mia.", violation: "Follow me" };

    it("fails test 1", async () => {
      await expect(isChunkInvariant(leaky, guards, sample, 10)).rejects.toThrow();
    });
    it("fails test 2", async () => {
      await expect(leaksNothing(leaky, guards, sample)).rejects.toThrow();
    });
    it("fails test 3", async () => {
      await expect(staysCleanWhenAborted(leaky, guards, sample)).rejects.toThrow();
    });
  });
});

describe("a sentence longer than 400 units", () => {
  it("is released in pieces at word borders, and arrives whole", async () => {
    const gate = make(guards);
    const first = await gate.push(long);
    expect(first.release.length).toBeGreaterThan(200);
    expect(long.charAt(first.release.length)).toBe(" ");
    expect(first.release.length + (await gate.end()).release.length).toBe(long.length);
  });

  it("is blocked at the piece that violates, which is not shown", async () => {
    const text = `${long}and then find me on instagram, and then more of it.`;
    const { shown, step } = await stream(make(guards), text.split(""));
    expect(step.blocked).toBe(true);
    expect(text.startsWith(shown)).toBe(true);
    expect(shown.length).toBeLessThan(text.indexOf("find me"));
  });

  it("is blocked where there is no place to cut", async () => {
    const { shown, step } = await stream(make(guards), ["Short one. ", "x".repeat(500)]);
    expect(shown).toBe("Short one.");
    expect(step.verdict).toMatchObject({ action: "block", guard: "gate", category: "undecidable" });
  });
});

const pieces =
  "I would love to|follow me on|my|add me on|meet|meet you|at the cafe|tomorrow|Saturday|3pm|works|yes|instagram|insta|gram|face|book|snap|chat|tik|tok|you tube|whats|app|tele|link in|bio|dm me|the bird app|on X|my handle is|@mia|t.me/mia|t|me/mia|coffee|let's|come over|to my place|hook up|there|I never|don't meet people|nice to|the kettle sang|a quiet ribbon|Olivetti|Dr.|e.g.|i n s t a|i|n|s|a|1nst4|gr4m|f4ce|tw1t|ter|sta|and|with|for|your|to|the|signal|line|discord|ig|oh|we could|hang out|dinner|tonight|in person|grab|a drink|how about|want to|stop by|日本語|写真は|💛|\ud83d|n\u0301|\u200b|(|…|3.|No.|what's|app me|pin|terest|red|dit|r/|linktr.|ee/mia".split(
    "|",
  );
const separators = [
  " ",
  " ",
  " ",
  " ",
  ". ",
  "! ",
  "? ",
  ", ",
  "\n",
  "\n\n",
  "... ",
  "! 😊 ",
  ": ",
  "-",
  "",
  ".",
  "。",
];
const rarely = ["\r\n", " - ", "\u2028", "\u00a0", '?! "', ".\u200b ", "; ", "… ", `! ${"😊".repeat(8)} `, "\n- "];

const generated = fc.record({
  text: fc
    .array(
      fc.tuple(
        fc.oneof(
          { weight: 40, arbitrary: fc.constantFrom(...pieces) },
          { weight: 1, arbitrary: fc.constantFrom("x".repeat(130), "\u200b".repeat(60)) },
        ),
        fc.oneof(
          { weight: 3, arbitrary: fc.constantFrom(...separators) },
          { weight: 1, arbitrary: fc.constantFrom(...rarely) },
        ),
      ),
      { minLength: 2, maxLength: 40, size: "max" },
    )
    .map((parts) => parts.flat().join("")),
  previous: fc.constantFrom(undefined, "coffee saturday?", "what is your insta?"),
});

describe("a text put together at random", () => {
  const holds = (gate: MakeGate, numRuns: number) =>
    fc.assert(
      fc.asyncProperty(generated, (sample) => agreesWithTheWhole(gate, guards, sample)),
      { seed: 42, numRuns },
    );

  /** Asks the guards at every sentence's end, but does not ask whether a phrase may go on there. */
  const withoutHolding: MakeGate = (these, previousUserMessage) => {
    let [shown, pending] = ["", ""];
    let verdict: Awaited<ReturnType<typeof checkReply>>["verdict"] = allow;
    const settle = async (final: boolean): ReturnType<SentenceGate["push"]> => {
      let release = "";
      for (let at = 1; at <= pending.length && verdict.action === "allow"; at++) {
        if (!(at === pending.length ? final : endsSentence(pending, at))) continue;
        const text = pending.slice(0, at);
        const output = { text, shown, ...(previousUserMessage !== undefined && { previousUserMessage }) };
        verdict = (await checkReply(these, output)).verdict;
        if (verdict.action === "block") break;
        release += text;
        shown += text;
        pending = pending.slice(at);
        at = 0;
      }
      const blocked = verdict.action === "block";
      return { release, verdict, blocked, blocks: verdict.action === "block" ? [verdict] : [], pending };
    };
    return {
      push: (chunk) => {
        pending += chunk;
        return settle(false);
      },
      end: () => settle(true),
    };
  };

  it("is shown up to what a check of the whole blocks at most, however it is cut", async () => {
    await holds(make, 1500);
  }, 60_000);

  it("is shown too far by a gate without holding", async () => {
    await expect(holds(withoutHolding, 1500)).rejects.toThrow();
  }, 60_000);

  it("is shown up to what a check of the whole blocks where only meetings are forbidden", async () => {
    const meetings = guards.filter(({ name }) => name === "in-person-meetings");
    await fc.assert(
      fc.asyncProperty(generated, (sample) => agreesWithTheWhole(make, meetings, sample)),
      { seed: 43, numRuns: 500 },
    );
  }, 60_000);
});

describe("a violation anywhere in a long sentence", () => {
  const slide = async (gate: MakeGate) => {
    for (const violation of ["let's meet for coffee tomorrow", "f o l l o w me on i n s t a g r a m"]) {
      for (let offset = 250; offset <= 450; offset++) {
        const before = `${"x".repeat(offset % 7)} ${long}`.slice(0, offset).replace(/.$/, " ");
        await agreesWithTheWhole(gate, guards, { text: `${before}${violation} and more of it.` });
      }
    }
  };

  it("is not shown in part", async () => {
    await slide(make);
  }, 60_000);

  it("is shown in part by a gate that keeps no overlap", async () => {
    await expect(slide((these) => createGate({ guards: these, overlap: 0 }))).rejects.toThrow();
  }, 60_000);

  it("is not shown in part where invisible characters or white space fill it up", async () => {
    for (const filler of ["\u200b", "\u0301", " ", "\n\t"]) {
      for (const count of [30, 90, 130, 300, 500]) {
        const text = `${long.slice(0, 200)} I'd love to${filler.repeat(count)} meet you for coffee tomorrow, and more of it.`;
        await agreesWithTheWhole(make, guards, { text });
      }
    }
  }, 60_000);
});

describe("checkWhole", () => {
  it("says what the gate says, with spans in units of the text", async () => {
    for (const { text, previous, violation } of samples) {
      const { verdict, blocks } = await checkWhole(guards, text, previous);
      expect(verdict.action).toBe(violation === undefined ? "allow" : "block");
      expect(verdict).toEqual((await stream(make(guards, previous), text.split(""))).step.verdict);
      expect(blocks[0] ?? allow).toEqual(verdict);
    }
  });
});

describe("createGate", () => {
  const noNo: OutputGuard = {
    name: "no-no",
    check: ({ text }) => {
      const at = text.indexOf("NO");
      return at === -1
        ? allow
        : { action: "block", guard: "no-no", category: "no", reason: "says NO", span: [at, at + 2] };
    },
  };

  it("names the span in units of the whole reply", async () => {
    const text = "First. Second! Then NO. Last.";
    const { step } = await stream(make([noNo]), text.split(""));
    expect(step.verdict).toMatchObject({ span: [text.indexOf("NO"), text.indexOf("NO") + 2] });
  });

  it("releases nothing more after a block and keeps what was held", async () => {
    const gate = make([noNo]);
    const blocked = await gate.push("Yes. Then NO. More. ");
    expect(blocked).toMatchObject({ release: "Yes.", blocked: true });
    expect((await gate.push("And more. ")).release).toBe("");
    const end = await gate.end();
    expect(end).toMatchObject({ release: "", blocked: true, pending: " Then NO. More. And more. " });
  });

  it("blocks where a guard throws or rejects, without the text in the reason", async () => {
    const throws: OutputGuard = {
      name: "throws",
      check: ({ text }) => {
        throw new Error(text);
      },
    };
    const rejects: OutputGuard = { name: "rejects", check: ({ text }) => Promise.reject(new Error(text)) };
    for (const guard of [throws, rejects]) {
      const { shown, step } = await stream(make([guard]), ["secret words. ", "more"]);
      expect(shown).toBe("");
      expect(step.verdict).toMatchObject({ action: "block", guard: guard.name, category: "guard-failure" });
      expect(JSON.stringify(step.verdict)).not.toContain("secret");
    }
  });

  it("blocks where a guard answers nothing, and holds where it cannot tell what is open", async () => {
    // A cast: what a guard written without types may do.
    const silent = { name: "silent", check: () => undefined } as unknown as OutputGuard;
    const { shown, step } = await stream(make([silent]), ["Some words. ", "more"]);
    expect(shown).toBe("");
    expect(step.verdict).toMatchObject({ guard: "silent", category: "guard-failure" });
    for (const index of [Number.NaN, -1, undefined]) {
      const lost = { name: "lost", check: () => allow, openFrom: () => index } as unknown as StreamGuard;
      expect((await make([lost]).push("Some words. More words. And")).release).toBe("");
    }
  });

  it("gives every block, the most severe first", async () => {
    const minors: OutputGuard = {
      name: "minors",
      check: () => ({ action: "block", guard: "minors", category: "minors", reason: "always" }),
    };
    const { step } = await stream(make([noNo, minors]), ["NO. "]);
    expect(step.blocks.map(({ category }) => category)).toEqual(["minors", "no"]);
    expect(step.verdict).toMatchObject({ category: "minors" });
  });

  it("shows guards what was shown before and what the user wrote", async () => {
    const seen: unknown[] = [];
    const spy: OutputGuard = {
      name: "spy",
      check: (output) => {
        seen.push(output);
        return allow;
      },
    };
    await stream(make([spy], "hello?"), ["One. Two."]);
    expect(seen).toEqual([
      { text: "One.", shown: "", previousUserMessage: "hello?" },
      { text: " Two.", shown: "One.", previousUserMessage: "hello?" },
    ]);
  });

  it("shows nothing of an empty reply and passes it", async () => {
    expect(await make(guards).end()).toMatchObject({ release: "", blocked: false, verdict: allow });
  });
});
