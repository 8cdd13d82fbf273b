import { type DemoSettings, describeSettings, savedSettings } from "./demo-settings.ts";
import { seeded } from "./seeded.ts";

/** What `search` tries of each setting. Steps smaller than these could not be told apart on some hundred examples (docs/log.md). */
export const searchSpace = {
  choice: ["nearest", "fixed", "random"],
  lastWeight: [0.5, 0.65, 0.8, 1],
  historyMessages: [0, 2, 4, 8],
  tagBonus: [0, 0.1, 0.2, 0.4],
  floor: [-1, 0.1, 0.2],
  diversity: [0, 0.15, 0.3, 0.5],
  pinned: [0, 1, 2],
  seed: [1, 2, 3, 4],
} as const satisfies Partial<Record<keyof DemoSettings, readonly unknown[]>>;

/** Tried only where examples are rated. */
const ratedSpace = { ratingWeight: [0, 0.1, 0.2, 0.4] } as const;

/** Tried only where replies are scored: of demos alone, more always hold a better one, in whatever order. */
const replySpace = { k: [3, 5, 8], order: ["nearest-first", "nearest-last"] } as const;

/** Settings that a draw may change at once: more would seldom show which of them did it. */
const mostChanges = 4;

export type SearchCandidate = {
  readonly name: string;
  readonly settings: DemoSettings;
  readonly baseline: boolean;
  /** In how many settings it differs from the settings that were given: of equals the simpler one is taken. */
  readonly changes: number;
};

export type DrawInput = {
  readonly base: DemoSettings;
  readonly count: number;
  readonly seed: number;
  readonly scoresReplies: boolean;
  readonly isRated: boolean;
};

/** What is always tried: the settings as given, and what they must beat. */
export const standingCandidates = (base: DemoSettings): readonly SearchCandidate[] => [
  { name: describeSettings(base), settings: base, baseline: false, changes: 0 },
  ...[
    { ...base, choice: "none" as const, pinned: 0 },
    { ...base, choice: "random" as const, pinned: 0, tagBonus: 0, ratingWeight: 0 },
  ].map((settings) => ({
    name: describeSettings(settings),
    settings,
    baseline: true,
    changes: changesOf(settings, base),
  })),
];

/** At most `count` others, all different, each changing one to four settings of `base`; the same for the same seed. */
export const drawCandidates = (input: DrawInput): readonly SearchCandidate[] => {
  const { base, count, scoresReplies, isRated } = input;
  const random = seeded(input.seed);
  const space: Record<string, readonly unknown[]> = {
    ...searchSpace,
    ...(isRated && ratedSpace),
    ...(scoresReplies && (base.k === undefined ? replySpace : { order: replySpace.order })),
  };
  const seen = new Set(standingCandidates(base).map(({ settings }) => keyOf(settings)));
  const candidates: SearchCandidate[] = [];
  const take = (settings: DemoSettings): void => {
    if (seen.has(keyOf(settings)) || candidates.length >= count) return;
    seen.add(keyOf(settings));
    candidates.push({
      name: describeSettings(settings),
      settings,
      baseline: false,
      changes: changesOf(settings, base),
    });
  };
  // What people took the trouble to rate is tried in any case, and not only where the draw falls on it.
  if (isRated && base.choice === "nearest") take({ ...base, ratingWeight: ratedSpace.ratingWeight[2] });
  // Many draws repeat an earlier one once the space is nearly used up.
  for (let draw = 0; draw < 50 * count && candidates.length < count; draw++) {
    const axes = random.shuffle(Object.keys(space)).slice(0, 1 + random.below(mostChanges));
    const changed = Object.fromEntries(axes.map((axis) => [axis, random.pick(space[axis] ?? [])]));
    // Each value is one of its setting's own.
    take(withoutIdle({ ...base, ...(changed as Partial<DemoSettings>) }, base));
  }
  return candidates;
};

/** Settings that play no part are as in `base`, so that two candidates never differ in those alone. */
const withoutIdle = (settings: DemoSettings, base: DemoSettings): DemoSettings => {
  const { choice, k, pinned, seed, tagBonus, ratingWeight } = settings;
  const kept = { ...base, choice, ...(k !== undefined && { k }) };
  if (choice === "fixed") return { ...kept, pinned: 0, seed };
  if (choice === "random") return { ...kept, pinned, seed, tagBonus, ratingWeight };
  return {
    ...{ ...settings, seed: base.seed },
    // Without a history the weight plays no part.
    ...(settings.historyMessages === 0 && { lastWeight: base.lastWeight }),
  };
};

const keyOf = (settings: DemoSettings): string => JSON.stringify(Object.entries(savedSettings(settings)).toSorted());

const changesOf = (settings: DemoSettings, base: DemoSettings): number => {
  const before = savedSettings(base);
  return Object.entries(savedSettings(settings)).filter(([key, value]) => before[key] !== value).length;
};
