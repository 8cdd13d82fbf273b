import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { OutputGuard } from "../../brain/core/ports.ts";

/** What every output guard keeps to; `blocked` are replies that it must block, `allowed` ones that it must let through. */
export const outputGuardContract = (
  make: () => OutputGuard,
  { blocked, allowed }: { readonly blocked: readonly string[]; readonly allowed: readonly string[] },
): void => {
  describe("as an output guard", () => {
    const guard = make();

    it.each(blocked)("blocks %j and names itself, a category, a reason and a span inside the text", async (text) => {
      const verdict = await guard.check({ text, shown: "" });
      expect(verdict.action).toBe("block");
      if (verdict.action !== "block") return;
      expect(verdict.guard).toBe(guard.name);
      expect(verdict.category).toMatch(/^[a-z-]+$/);
      expect(verdict.reason.length).toBeGreaterThan(5);
      const [start, end] = verdict.span ?? [0, text.length];
      expect(start).toBeGreaterThanOrEqual(0);
      expect(end).toBeGreaterThan(start);
      expect(end).toBeLessThanOrEqual(text.length);
    });

    it.each(allowed)("lets %j pass", async (text) => {
      expect(await guard.check({ text, shown: "" })).toEqual({ action: "allow" });
    });

    it.each(blocked)("gives %j the same verdict twice", async (text) => {
      expect(await guard.check({ text, shown: "" })).toEqual(await guard.check({ text, shown: "" }));
    });

    it("keeps its span inside the new text, whatever was shown before", async () => {
      const word = fc.constantFrom(...blocked, ...allowed, "hello there", "\ud83d", "é", "\n", ". ");
      const text = fc.array(word, { minLength: 1, maxLength: 4 }).map((words) => words.join(" "));
      await fc.assert(
        fc.asyncProperty(text, text, async (shown, piece) => {
          const verdict = await guard.check({ text: piece, shown, previousUserMessage: "coffee saturday?" });
          if (verdict.action === "allow" || verdict.span === undefined) return;
          const [start, end] = verdict.span;
          expect(start).toBeGreaterThanOrEqual(0);
          expect(end).toBeGreaterThan(start);
          expect(end).toBeLessThanOrEqual(piece.length);
        }),
        { seed: 7, numRuns: 200 },
      );
    });

    it("answers to any text at all", async () => {
      await fc.assert(
        fc.asyncProperty(fc.string({ unit: "binary", maxLength: 200 }), async (text) => {
          expect(["allow", "block"]).toContain((await guard.check({ text, shown: "" })).action);
        }),
        { seed: 11, numRuns: 300 },
      );
    });
  });
};
