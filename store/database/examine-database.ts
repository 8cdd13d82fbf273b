import { existsSync } from "node:fs";
import { damaged } from "./database-fault.ts";
import { openDatabase } from "./open-database.ts";

/**
 * Reads the whole database through. Returns the number of calls that are counted in it; `undefined` where there is none,
 * and none is made then.
 * @throws {ProgramError} damaged, mismatched, busy @throws {StoreError}
 */
export const examineDatabase = async (path: string): Promise<{ readonly calls: number } | undefined> => {
  if (!existsSync(path)) return undefined;
  const [{ db, close }, { sql }] = await Promise.all([openDatabase(path), import("kysely")]);
  try {
    const { rows } = await sql<{ quick_check: string }>`pragma quick_check(1)`.execute(db);
    if (rows.some((row) => row.quick_check !== "ok")) throw damaged(path);
    const { calls } = await db
      .selectFrom("calls")
      .select((of) => of.fn.countAll<number>().as("calls"))
      .executeTakeFirstOrThrow();
    return { calls };
  } finally {
    await close();
  }
};
