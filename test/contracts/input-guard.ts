import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { InputGuard } from "../../brain/core/ports.ts";

/** What every input guard keeps to; `steered` are messages that it must steer to `pipeline`, `allowed` others. */
export const inputGuardContract = (
  make: () => InputGuard,
  {
    steered,
    allowed,
    pipeline,
  }: { readonly steered: readonly string[]; readonly allowed: readonly string[]; readonly pipeline: string },
): void => {
  describe("as an input guard", () => {
    const guard = make();

    it.each(steered)(
      `steers %j to ${pipeline}, with a span inside the text and a reason that does not quote it`,
      async (text) => {
        const verdict = await guard.check({ text, history: [] });
        expect(verdict).toMatchObject({ action: "steer", guard: guard.name, category: guard.name, pipeline });
        if (verdict.action !== "steer") return;
        const [start, end] = verdict.span ?? [0, text.length];
        expect(start).toBeGreaterThanOrEqual(0);
        expect(end).toBeGreaterThan(start);
        expect(end).toBeLessThanOrEqual(text.length);
        expect(verdict.reason).not.toContain(text.slice(start, end));
      },
    );

    it.each(allowed)("lets %j pass", async (text) => {
      expect(await guard.check({ text, history: [] })).toEqual({ action: "allow" });
    });

    it("answers to any text at all", async () => {
      await fc.assert(
        fc.asyncProperty(fc.string({ unit: "binary", maxLength: 200 }), async (text) => {
          expect(["allow", "steer"]).toContain((await guard.check({ text, history: [] })).action);
        }),
        { seed: 11, numRuns: 300 },
      );
    });
  });
};
