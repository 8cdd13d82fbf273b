import { loadSplits } from "../app/evaluation/load-splits.ts";
import { loadConversations } from "../app/load-conversations.ts";
import { loadPersona } from "../app/load-persona.ts";
import { dataPathFor, defaultPersonaPath, splitsPathFor } from "../app/paths.ts";
import { InputError } from "../brain/core/errors.ts";
import { findLeaks, type Leak, type LeakReport } from "../evals/leaks.ts";
import { type Splits, splitNames } from "../evals/splits.ts";
import { print } from "./print.ts";
import { tell } from "./tell.ts";
import { displayText } from "./terminal/display-text.ts";

/** A gate that did not pass. */
const notPassed = 100;

/** Leaks and names that are printed in full. */
const shown = 10;

type Places = { readonly persona?: string; readonly data?: string };

/** Says what could have been learned that is to be measured. Returns the exit code: 100 where there is any. */
export const splitsCheck = async ({
  json = false,
  ...places
}: Places & { readonly json?: boolean }): Promise<number> => {
  const { examples, path } = await open(places);
  const splits = await loadSplits(path);
  if (splits === undefined) {
    throw new InputError({
      what: "there is no such file",
      where: path,
      fix: "`understudy splits freeze` makes one; --split loco needs none",
    });
  }
  const report = findLeaks(examples, splits);
  const sizes = Object.fromEntries(splitNames.map((name) => [name, splits[name].size]));
  if (json) await print(`${JSON.stringify({ path, conversations: sizes, ...report }, null, 2)}\n`);
  else {
    const counts = splitNames.map((name) => `${splits[name].size} ${name}`).join(", ");
    await print(`${path}: ${counts}\n${asText(report, splits)}\n`);
  }
  for (const notice of [...emptyIn(splits), ...noticesOf(report)]) tell(notice);
  return report.leaks.length === 0 ? 0 : notPassed;
};

export type FreezeSettings = Places & {
  readonly train: number;
  readonly dev: number;
  readonly seed: number;
  readonly extend?: boolean;
};

/** Makes a splits.json beside the examples, or adds what is new to the one that is there. Returns the exit code. */
export const splitsFreeze = async ({
  train,
  dev,
  seed,
  extend = false,
  ...places
}: FreezeSettings): Promise<number> => {
  const { extendFrozenSplits, writeFrozenSplits } = await import("../app/evaluation/freeze-splits.ts");
  const { examples, path } = await open(places);
  if (extend) {
    const { added, leftOut } = await extendFrozenSplits(path, examples);
    await print(`${path}: ${counted(added.length, "conversation")} added to train\n`);
    if (leftOut.length > 0) {
      const names = listed(leftOut);
      tell(
        `${counted(leftOut.length, "conversation")} left in no split, as near-duplicates of what dev or test holds: ${names}`,
      );
    }
    return 0;
  }
  const frozen = await writeFrozenSplits(path, examples, { train, dev, seed });
  const counts = splitNames.map((name) => `${frozen[name].length} ${name}`).join(", ");
  await print(`${path}: ${counts} (seed ${seed})\n`);
  return 0;
};

const open = async (places: Places) => {
  const personaPath = places.persona ?? defaultPersonaPath();
  // A persona that cannot be read is told, also where only its place is needed.
  if (places.data === undefined) await loadPersona(personaPath);
  const dataPath = places.data ?? dataPathFor(personaPath);
  return { examples: await loadConversations(dataPath), path: splitsPathFor(dataPath) };
};

const asText = ({ leaks, repeated, sameReply }: LeakReport, { dev, test }: Splits): string => {
  const lines = leaks.slice(0, shown).map(inWords);
  if (leaks.length > shown) lines.push(`and ${leaks.length - shown} more (--json prints them all)`);
  if (leaks.length > 0) lines.push("", `${counted(leaks.length, "example")} of dev and test could have been learned`);
  else if (dev.size + test.size === 0) lines.push("dev and test are empty: nothing was compared");
  else lines.push("no example of dev or test, nor one nearly like it, is in a split that is learned from");
  if (sameReply.length > 0)
    lines.push(
      `${counted(sameReply.length, "reply", "replies")} of dev and test ${sameReply.length === 1 ? "is" : "are"} also given to other messages in train: no leak, but easily found (${listed(sameReply)})`,
    );
  if (repeated.length > 0)
    lines.push(
      `${counted(repeated.length, "conversation")} with a near-duplicate in the same split: --split loco finds those (${listed(repeated)})`,
    );
  return lines.join("\n");
};

const inWords = ({ kind, similarity, example, twin }: Leak): string => {
  const what = kind === "exchange" ? "the same message and reply" : "the same history and reply";
  return `${example.split} ${name(example.id)} ≈ ${twin.split} ${name(twin.id)}: ${what} (${similarity.toFixed(2)})`;
};

/** A split without conversations finds no leak, and measures nothing either. */
const emptyIn = ({ dev, test }: Splits): readonly string[] => [
  ...(dev.size === 0 ? ["dev is empty: there is nothing to choose programs on, but with --split loco"] : []),
  ...(test.size === 0
    ? ["test is empty: there is nothing to measure the chosen program on, but with --split loco"]
    : []),
];

const noticesOf = ({ unassigned, missing }: LeakReport): readonly string[] => [
  ...(unassigned.length > 0
    ? [
        `${counted(unassigned.length, "conversation")} in no split: chat uses ${unassigned.length === 1 ? "it" : "them"}, but no compile learns from ${unassigned.length === 1 ? "it" : "them"} and nothing is measured on ${unassigned.length === 1 ? "it" : "them"} (\`understudy splits freeze --extend\` adds what is new to train): ${listed(unassigned)}`,
      ]
    : []),
  ...(missing.length > 0
    ? [`${counted(missing.length, "name")} in the splits that no example has: ${listed(missing)}`]
    : []),
];

const counted = (count: number, one: string, many = `${one}s`): string => `${count} ${count === 1 ? one : many}`;

const listed = (names: readonly string[]): string =>
  `${names.slice(0, shown).map(name).join(", ")}${names.length > shown ? ` and ${names.length - shown} more` : ""}`;

/** Ids come from a file: nothing in them may steer the terminal, and none fills the line. */
const name = (id: string): string => displayText(id).slice(0, 80);
