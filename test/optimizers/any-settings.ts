import fc from "fast-check";
import type { DemoSettings } from "../../optimizers/demo-settings.ts";

const share = fc.constantFrom(0, 0.1, 0.3, 0.5, 0.8, 1);

/** Settings of every kind. */
export const anySettings: fc.Arbitrary<DemoSettings> = fc.record(
  {
    choice: fc.constantFrom("none", "random", "fixed", "nearest"),
    k: fc.integer({ min: 0, max: 8 }),
    lastWeight: share,
    historyMessages: fc.integer({ min: 0, max: 8 }),
    order: fc.constantFrom("nearest-first", "nearest-last"),
    tagBonus: share,
    ratingWeight: share,
    floor: fc.constantFrom(-1, 0, 0.2),
    diversity: share,
    pinned: fc.integer({ min: 0, max: 4 }),
    seed: fc.integer({ min: 0, max: 9 }),
  },
  {
    requiredKeys: [
      "choice",
      "lastWeight",
      "historyMessages",
      "order",
      "tagBonus",
      "ratingWeight",
      "floor",
      "diversity",
      "pinned",
      "seed",
    ],
  },
);
