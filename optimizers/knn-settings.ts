import type { ProgramFile } from "../brain/core/program.ts";
import { queryTextVersion } from "./query-text.ts";

export type KnnSettings = {
  /** Weight (0–1) of what the user said last against what was said before. */
  readonly lastWeight: number;
  /** Messages before the last ones that count, at most. */
  readonly historyMessages: number;
};

/**
 * In leave-one-conversation-out retrieval on the train and dev examples (n = 481) and on Topical-Chat (n = 1,997) weights
 * from 0.6 to 1 and histories of 1 to 10 messages all lay within each other's 95 % intervals; these were the middle of
 * the best (docs/log.md).
 */
export const defaultKnnSettings: KnnSettings = { lastWeight: 0.8, historyMessages: 4 };

/** As a compiled program keeps them, with the version of the texts that they are applied to. */
export const savedSettings = ({ lastWeight, historyMessages }: KnnSettings): ProgramFile["settings"] => ({
  lastWeight,
  historyMessages,
  queryText: queryTextVersion,
});

/** Those of a compiled program; `undefined` where they are another optimizer's. */
export const readSettings = ({ lastWeight, historyMessages }: ProgramFile["settings"]): KnnSettings | undefined =>
  typeof lastWeight === "number" && typeof historyMessages === "number" ? { lastWeight, historyMessages } : undefined;
