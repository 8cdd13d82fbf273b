import { z } from "zod";
import { InputError } from "../brain/core/errors.ts";
import type { ProgramFile } from "../brain/core/program.ts";
import { queryTextVersion } from "./query-text.ts";

const share = z.number().min(0).max(1);

const demoSettings = z.object({
  /** `none`; `random`: others in each conversation; `fixed`: the same in all of them; `nearest`: by similarity. */
  choice: z.enum(["none", "random", "fixed", "nearest"]),
  /** Demos a turn; where it is missing, as the persona and the pipeline say. */
  k: z.int().min(0).max(50).optional(),
  /** Weight of what the user said last against what was said before. */
  lastWeight: share,
  /** Messages before the last ones that count, at most. */
  historyMessages: z.int().min(0).max(1000),
  /** Of the chosen demos in the prompt; `nearest-last` puts the nearest right before the user's message. */
  order: z.enum(["nearest-first", "nearest-last"]),
  /** What a wanted tag adds to the cosine, so that a mood misread costs little. */
  tagBonus: z.number().min(0).max(2),
  /** What a rating of 5 adds to the cosine against one of 3, and one of 1 takes away; no rating counts as 3. */
  ratingWeight: z.number().min(0).max(2),
  /** Least cosine of a chosen demo: fewer demos rather than unlike ones. −1: none is too unlike. */
  floor: z.number().min(-1).max(1),
  /** Weight of being unlike the demos chosen before against being like the conversation (MMR). 0: only likeness counts. */
  diversity: share,
  /** How many of the k demos stand in every prompt: representatives of all examples. */
  pinned: z.int().min(0).max(50),
  seed: z.int(),
});

/** How demos are chosen: every demo optimizer is a point in this one space. */
export type DemoSettings = Readonly<z.infer<typeof demoSettings>>;

/**
 * The nearest demos, nearest first. In leave-one-conversation-out retrieval on the train and dev examples (n = 481) and on
 * Topical-Chat (n = 1,997) weights from 0.6 to 1 and histories of 1 to 10 messages all lay within each other's 95 %
 * intervals; these were the middle of the best. The bonus of a tag was measured likewise (docs/log.md).
 */
export const defaultDemoSettings: DemoSettings = {
  choice: "nearest",
  lastWeight: 0.8,
  historyMessages: 4,
  order: "nearest-first",
  tagBonus: 0.2,
  ratingWeight: 0,
  floor: -1,
  diversity: 0,
  pinned: 0,
  seed: 1,
};

/** As a compiled program keeps them, with the version of the texts that they are applied to. */
export const savedSettings = ({ k, ...rest }: DemoSettings): ProgramFile["settings"] => ({
  ...rest,
  ...(k !== undefined && { k }),
  queryText: queryTextVersion,
});

/**
 * Those of a compiled program: what is not in them is as by default, so that programs of format 1 are read too; more may
 * stand beside them. `undefined` where they are no settings of demos, or out of range.
 */
export const readSettings = (saved: ProgramFile["settings"]): DemoSettings | undefined => {
  if (saved.lastWeight === undefined || saved.historyMessages === undefined) return undefined;
  const parsed = demoSettings.safeParse({ ...defaultDemoSettings, ...saved });
  return parsed.success ? parsed.data : undefined;
};

/** The settings, where all are in range. @throws {InputError} */
export const checkSettings = (settings: DemoSettings): DemoSettings => {
  const parsed = demoSettings.safeParse(settings);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new InputError({
    what: `the setting ${issue?.path.join(".")} cannot be used`,
    expected: issue?.message ?? "settings of demos",
  });
};

/** A short name for people: "nearest k=5, history 4, MMR 0.3". What is as by default is mostly left out. */
export const describeSettings = (settings: DemoSettings): string => {
  const { choice, k, seed } = settings;
  if (choice === "none") return "no demos";
  const parts = [k === undefined ? choice : `${choice} k=${k}`];
  if (choice === "nearest") parts.push(...nearestParts(settings));
  if (choice === "random" && settings.tagBonus > 0) parts.push(`tags ${settings.tagBonus}`);
  if (choice === "random" || (choice === "fixed" && seed !== defaultDemoSettings.seed)) parts.push(`seed ${seed}`);
  if (settings.pinned > 0) parts.push(`${settings.pinned} pinned`);
  if (settings.ratingWeight > 0) parts.push(`ratings ${settings.ratingWeight}`);
  return parts.join(", ");
};

const nearestParts = (settings: DemoSettings): readonly string[] => {
  const { lastWeight, historyMessages, order, tagBonus, floor, diversity } = settings;
  return [
    historyMessages === 0 ? "last message only" : `history ${historyMessages}`,
    ...(lastWeight === defaultDemoSettings.lastWeight || historyMessages === 0 ? [] : [`weight ${lastWeight}`]),
    ...(diversity > 0 ? [`MMR ${diversity}`] : []),
    ...(floor > -1 ? [`floor ${floor}`] : []),
    ...(tagBonus === defaultDemoSettings.tagBonus ? [] : [`tags ${tagBonus}`]),
    ...(order === "nearest-last" ? ["nearest last"] : []),
  ];
};
