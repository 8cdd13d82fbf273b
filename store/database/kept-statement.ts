import type { CompiledQuery } from "kysely";
import type { Database } from "./tables.ts";

/** Stands in a kept statement for a value that each run brings. */
type Slot = { readonly slot: string };

/**
 * A statement that kysely compiles once, at its first run, and that is run with other values each time: to compile one
 * with a dozen columns takes twice as long as to run it. `build` gets what stands for the values and must not look into
 * it; each run brings values of the same names. Returns the rows.
 */
export const keptStatement = <Values extends object>(
  build: (db: Database, values: Values) => { compile(): CompiledQuery },
): ((db: Database, values: Values) => Promise<readonly unknown[]>) => {
  let compiled: CompiledQuery | undefined;
  return async (db, values) => {
    compiled ??= build(db, slotsFor(values)).compile();
    const given = new Map(Object.entries(values));
    const parameters = compiled.parameters.map((each) => (isSlot(each) ? given.get(each.slot) : each));
    return (await db.executeQuery({ ...compiled, parameters })).rows;
  };
};

const slotsFor = <Values extends object>(values: Values): Values =>
  Object.fromEntries(Object.keys(values).map((slot): [string, Slot] => [slot, { slot }])) as Values; // kysely hands on what it does not know

const isSlot = (value: unknown): value is Slot => typeof value === "object" && value !== null && "slot" in value;
