import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { OutputGuard } from "../../brain/core/ports.ts";
import { allow } from "../../brain/core/turn.ts";
import { createGate, type SentenceGate } from "../../guards/gate.ts";
import { outputGuards } from "../../guards/index.ts";
import {
  isChunkInvariant,
  leaksNothing,
  type MakeGate,
  type Sample,
  staysCleanWhenAborted,
  stream,
} from "./gate-properties.ts";

const guards = outputGuards({ policy: {}, platform: "onlyfans" });
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
