import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { CachedCall, CallCache } from "../../brain/core/ports.ts";

export const call = (text: string, changes: Partial<CachedCall> = {}): CachedCall => ({
  text,
  promptTokens: 12,
  completionTokens: 3,
  ms: 204.5,
  ...changes,
});

/** What every cache of model calls must do. `make` gives one of a place where nothing was kept. */
export const callCacheContract = (name: string, make: () => Promise<CallCache>): void => {
  describe(`${name} as a cache of calls`, () => {
    const key = "ab".repeat(32);

    it("knows nothing of what was never kept", async () => {
      expect(await (await make()).get(key)).toBeUndefined();
    });

    it("gives back what was kept, whatever its text", async () => {
      const cache = await make();
      await fc.assert(
        fc.asyncProperty(
          fc.string({ unit: "binary", minLength: 1 }),
          fc.nat(),
          fc.boolean(),
          async (text, tokens, cut) => {
            const kept = call(text, { completionTokens: tokens, ...(cut && { isCut: true as const }) });
            await cache.put(key, kept);
            expect(await cache.get(key)).toEqual(kept);
          },
        ),
        { numRuns: 30 },
      );
    });

    it("keeps keys apart, whatever they are", async () => {
      const cache = await make();
      const keys = [key, "cd".repeat(32), key.toUpperCase(), "", "a/b", "../a", "con", "é", "a".repeat(5000)];
      for (const each of keys) await cache.put(each, call(`of ${each}`));
      for (const each of keys) expect(await cache.get(each)).toEqual(call(`of ${each}`));
    });

    it("gives the last one of those that were kept by one name, and never a mixture", async () => {
      const cache = await make();
      const texts = Array.from({ length: 20 }, (_, n) => `${n} `.repeat(500));
      await Promise.all([
        ...texts.map((text) => cache.put(key, call(text))),
        ...texts.map(async () => {
          const found = await cache.get(key);
          if (found !== undefined) expect(texts).toContain(found.text);
        }),
      ]);
      await cache.put(key, call("the last"));
      expect(await cache.get(key)).toEqual(call("the last"));
    });

    it("leaves out what does not belong to a call", async () => {
      const cache = await make();
      await cache.put(key, { ...call("Hello."), more: "than that" } as CachedCall);
      expect(await cache.get(key)).toEqual(call("Hello."));
    });
  });
};
