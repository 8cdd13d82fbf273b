import { existsSync } from "node:fs";
import { rename, rm, writeFile } from "node:fs/promises";
import { InputError } from "../../brain/core/errors.ts";
import type { Example } from "../../brain/core/example.ts";
import { type Extended, extendSplits, type Frozen, freezeSplits, type SplitShares } from "../../evals/freeze-splits.ts";
import { errnoOf, StoreError } from "../../store/store-error.ts";
import { parseJson } from "../parse-json.ts";
import { readTextFile } from "../read-text-file.ts";
import { loadSplits } from "./load-splits.ts";

/** Fewest conversations that dev and test must get each: of one, nothing can be said. */
const leastConversations = 2;

/**
 * Deals the conversations out and writes the splits.json that was not there. What is there is never overwritten.
 * @throws {InputError} the file is there, shares that leave nothing for a split, or too few conversations
 * @throws {StoreError} unwritable
 */
export const writeFrozenSplits = async (
  path: string,
  examples: readonly Example[],
  { train, dev, seed }: SplitShares & { readonly seed: number },
): Promise<Frozen> => {
  if (!(train > 0)) {
    throw new InputError({
      what: `${train} for train leaves nothing to learn from`,
      where: "--train",
      expected: "a share above 0 and below 1, such as 0.8",
    });
  }
  if (!(dev >= 0 && train + dev < 1)) {
    throw new InputError({
      what: `${train} for train and ${dev} for dev leave nothing for test`,
      where: "--train, --dev",
      expected: "shares from 0 to 1 that are less than 1 together, such as 0.8 and 0.1",
    });
  }
  if (existsSync(path)) throw alreadyFrozen(path);
  const frozen = freezeSplits(examples, { train, dev, seed });
  const small = (["dev", "test"] as const).find(
    (split) => frozen[split].length < leastConversations && (split === "test" || dev > 0),
  );
  if (frozen.train.length === 0 || small !== undefined) {
    const all = frozen.train.length + frozen.dev.length + frozen.test.length;
    throw new InputError({
      what: `${all} ${all === 1 ? "conversation is" : "conversations are"} too few: ${small ?? "train"} would get ${frozen[small ?? "train"].length}`,
      where: path,
      expected: `at least ${leastConversations} conversations in each of dev and test`,
      fix: "measure with --split loco, which needs no split, or give dev and test larger shares",
    });
  }
  const note = `Frozen by \`understudy splits freeze\`, by conversation: ${train} train, ${dev} dev, the rest test; near-duplicates kept together. Do not deal again: \`understudy splits freeze --extend\` adds new conversations to train.`;
  const text = `${JSON.stringify({ ...frozen, seed, note }, null, 2)}\n`;
  try {
    await writeFile(path, text, { flag: "wx" });
  } catch (error) {
    if (errnoOf(error) !== "EEXIST") throw new StoreError("unwritable", path, error);
    throw alreadyFrozen(path);
  }
  return frozen;
};

/**
 * Adds the conversations that are in no split to train; all else in the file stays as it is. Near-duplicates of one in dev
 * or test stay out.
 * @throws {InputError} there is no such file, or it cannot be used @throws {StoreError} unwritable
 */
export const extendFrozenSplits = async (path: string, examples: readonly Example[]): Promise<Extended> => {
  const splits = await loadSplits(path);
  if (splits === undefined) {
    throw new InputError({ what: "there is none to extend", where: path, fix: "leave --extend away to make one" });
  }
  const extended = extendSplits(examples, splits);
  if (extended.added.length === 0) return extended;
  // loadSplits has checked its shape; other keys are the operator's and are kept.
  const file = parseJson(await readTextFile(path), path).value as { readonly train: readonly string[] };
  const text = `${JSON.stringify({ ...file, train: [...file.train, ...extended.added] }, null, 2)}\n`;
  const draft = `${path}.new`;
  try {
    await writeFile(draft, text, { flag: "wx" });
    await rename(draft, path);
  } catch (error) {
    if (errnoOf(error) !== "EEXIST") await rm(draft, { force: true });
    throw new StoreError("unwritable", draft, error);
  }
  return extended;
};

const alreadyFrozen = (path: string): InputError =>
  new InputError({
    what: "is there already, and a split is frozen once",
    where: path,
    fix: "`understudy splits freeze --extend` adds conversations that are in none to train; to deal anew, move the file away, and compare no score from before with one from after",
  });
