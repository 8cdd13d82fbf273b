import { BrainError, ProgramError } from "../../brain/core/errors.ts";
import type { Example } from "../../brain/core/example.ts";
import type { Embedder, ProgramStore } from "../../brain/core/ports.ts";
import type { CompiledProgram, EmbedderIdentity } from "../../brain/core/program.ts";
import { type DemoSettings, readSettings, savedSettings } from "../../optimizers/demo-settings.ts";
import { embedTrainset } from "../../optimizers/embed-trainset.ts";
import { exampleHash, trainsetHash } from "../../optimizers/example-hash.ts";
import { sameIdentity } from "../../optimizers/same-identity.ts";
import { type NamedProgram, waysOut } from "./open-programs.ts";

export type FitMeans = {
  readonly embedder: Embedder;
  /** Keeps what was fitted: the named program itself stays as it was measured. */
  readonly store: ProgramStore;
  /** What the program has to be able to do. */
  readonly signature: string;
  /** Conversations that are kept to measure programs: none of them counts as a new example. Asked for only where needed. */
  readonly heldOut: () => Promise<ReadonlySet<string>>;
  /** Whether the program is to speak, and not to be measured: then it also knows what was held out when it was compiled. */
  readonly knowsAll: boolean;
};

/**
 * A named program with the examples of its rows. Where they have changed since, or another embedder is used, its settings,
 * instruction and pinned demos stay, and only what changed is embedded; `notices` says so. Examples that were there and
 * held out when it was compiled are known to one that speaks, and to none that is measured.
 * @throws {ProgramError} mismatched: it is for another signature, of settings unknown here, or without any example left
 * @throws {LmError} of the embedder
 */
export const fitProgram = async (
  { name, program }: NamedProgram,
  examples: readonly Example[],
  { embedder, store, signature, heldOut, knowsAll }: FitMeans,
): Promise<{ program: CompiledProgram; notices: readonly string[] }> => {
  const settings = checkUsable({ name, program }, signature);
  const changes = await changesOf(program, settings, examples, heldOut);
  const identity = await embedder.identity();
  const isSameText = program.settings.queryText === savedSettings(settings).queryText;
  const isSameEmbedder = sameIdentity(program.embedder, identity) && isSameText;
  const measured = changes?.trainset ?? joined(program, examples).trainset;
  const trainset = asRated(knowsAll ? await withHeldOut(measured, examples, heldOut) : measured, program);
  if (changes === undefined && isSameEmbedder && trainset.length === measured.length) {
    return { program: { ...program, trainset }, notices: [] };
  }
  const pinned = changes?.pinned ?? program.pinned;
  if (trainset.length === 0 && program.rows.length > 0) throw cannot(name, "none of its examples is there any more");
  // Without them it would answer without any demo, and nobody would know.
  if (settings.choice === "fixed" && pinned.length === 0 && program.pinned.length > 0) {
    throw cannot(name, "none of its demos is there any more");
  }
  const notices = [
    ...(changes === undefined ? [] : [inWords(name, changes, isSameText)]),
    ...(isSameEmbedder ? [] : [otherEmbedder(name, program.embedder, identity)]),
  ];
  const kept = await store.load(identity).catch((error: unknown) => {
    if (!(error instanceof BrainError)) throw error;
    return undefined; // a cache: it is made anew
  });
  const wanted = {
    ...program,
    settings: { ...program.settings, ...savedSettings(settings) },
    embedder: identity,
    trainsetHash: trainsetHash(trainset),
    pinned,
  };
  if (kept !== undefined && sameButRows(kept, wanted)) {
    return { program: { ...wanted, rows: kept.rows, vectors: kept.vectors, trainset }, notices };
  }

  const { rows, vectors } = await embedTrainset(trainset, settings, embedder, { previous: kept ?? program });
  const fitted: CompiledProgram = { ...wanted, rows, vectors, trainset };
  await store.save(fitted).catch((error: unknown) => {
    const why = error instanceof Error ? error.message : "unknown fault";
    notices.push(`What was embedded was not saved (${why}); the chat works all the same.`);
  });
  return { program: fitted, notices };
};

/** The settings of a program that can speak here. @throws {ProgramError} mismatched: it is for another signature, or of settings unknown here */
export const checkUsable = (
  { name, program }: Pick<NamedProgram, "name" | "program">,
  signature: string,
): DemoSettings => {
  const settings = readSettings(program.settings);
  if (settings === undefined) throw cannot(name, "its settings are none that this version of Understudy knows");
  if (program.student.signature === signature) return settings;
  throw cannot(name, `it was compiled for the signature "${program.student.signature}", and this is "${signature}"`);
};

/** In the file's order. */
const withHeldOut = async (
  known: readonly Example[],
  examples: readonly Example[],
  heldOut: FitMeans["heldOut"],
): Promise<readonly Example[]> => {
  const ids = new Set(known.map(({ id }) => id));
  if (examples.every(({ id }) => ids.has(id))) return known;
  const out = await heldOut();
  return examples.filter(({ id, conversation }) => ids.has(id) || out.has(conversation));
};

/** What is different from when a program was compiled. Lists hold ids. */
export type TrainsetChanges = {
  readonly added: readonly string[];
  readonly removed: readonly string[];
  readonly changed: readonly string[];
  /** Pinned demos that are gone, or whose made reply answered words that have changed. */
  readonly unpinned: readonly string[];
  /** What the program learns from now, in the file's order. */
  readonly trainset: readonly Example[];
  readonly pinned: CompiledProgram["pinned"];
};

/** `undefined` where the program has all it was compiled from, as it was, and nothing came in. */
export const changesOf = async (
  program: CompiledProgram,
  settings: DemoSettings,
  examples: readonly Example[],
  heldOut: FitMeans["heldOut"],
): Promise<TrainsetChanges | undefined> => {
  const byId = new Map(examples.map((example) => [example.id, example]));
  const hashes = new Map(program.rows.map(({ id, hash }) => [id, hash]));
  // Of another preparation of the texts every hash is another: that tells nothing of the examples.
  const isSameText = program.settings.queryText === savedSettings(settings).queryText;
  const changed = program.rows
    .filter(({ id, hash }) => {
      const example = byId.get(id);
      return isSameText && example !== undefined && exampleHash(example, settings) !== hash;
    })
    .map(({ id }) => id);
  const removed = program.rows.filter(({ id }) => !byId.has(id)).map(({ id }) => id);
  const others = examples.filter(({ id }) => !hashes.has(id));
  const out = others.length === 0 ? new Set<string>() : await heldOut();
  const added = others.filter(({ conversation }) => !out.has(conversation)).map(({ id }) => id);
  const isSame =
    added.length + removed.length + changed.length === 0 &&
    trainsetHash(joined(program, examples).trainset) === program.trainsetHash;
  if (isSame) return undefined;
  const isNew = new Set(added);
  const pinned = program.pinned.filter(({ id, made }) => byId.has(id) && !(made && changed.includes(id)));
  return {
    added,
    removed,
    changed,
    unpinned: program.pinned.filter((one) => !pinned.includes(one)).map(({ id }) => id),
    trainset: examples.filter(({ id }) => hashes.has(id) || isNew.has(id)),
    pinned,
  };
};

/** With what they had earned when it was compiled: it speaks as it was measured, whatever was rated since. */
const asRated = (examples: readonly Example[], { rows }: CompiledProgram): readonly Example[] => {
  const earned = new Map(
    rows.flatMap(({ id, earnedRating }) => (earnedRating === undefined ? [] : [[id, earnedRating] as const])),
  );
  if (earned.size === 0) return examples;
  return examples.map((example) => {
    const earnedRating = example.rating === undefined ? earned.get(example.id) : undefined;
    return earnedRating === undefined ? example : { ...example, earnedRating };
  });
};

/** With those of its examples that are there, in the order of its rows. */
const joined = (program: CompiledProgram, examples: readonly Example[]): CompiledProgram => {
  const byId = new Map(examples.map((example) => [example.id, example]));
  return { ...program, trainset: program.rows.flatMap(({ id }) => byId.get(id) ?? []) };
};

const sameButRows = (a: CompiledProgram, b: CompiledProgram): boolean => told(a) === told(b);

const told = ({ settings, student, embedder, trainsetHash, pinned }: CompiledProgram): string =>
  JSON.stringify([
    Object.entries(settings).toSorted(),
    [student.signature, student.instructions, trainsetHash, pinned],
    [embedder.provider, embedder.model, embedder.dimensions, embedder.version],
  ]);

/** Ids that a message names. */
const shownIds = 5;

const inWords = (name: string, changes: TrainsetChanges, isSameText: boolean): string => {
  const { added, removed, changed, unpinned } = changes;
  const counts = [
    ...(added.length > 0 ? [`${added.length} added`] : []),
    ...(removed.length > 0 ? [`${removed.length} removed`] : []),
    ...(changed.length > 0 ? [`${changed.length} changed`] : []),
  ];
  const what = counts.length > 0 ? counts.join(", ") : isSameText ? "replies or tags were edited" : "some were edited";
  const gone = unpinned
    .slice(0, shownIds)
    .map((id) => JSON.stringify(id))
    .join(", ");
  const more = unpinned.length > shownIds ? ` and ${unpinned.length - shownIds} more` : "";
  const lost = unpinned.length === 0 ? "" : ` Demos that were pinned are gone: ${gone}${more}.`;
  return `The program "${name}" was compiled from other examples (${what}): its scores were measured on those.${lost}`;
};

const otherEmbedder = (name: string, before: EmbedderIdentity, now: EmbedderIdentity): string => {
  const label = ({ provider, model }: EmbedderIdentity) => `${provider}:${model}`;
  const other = label(before) === label(now) ? "another version of it" : label(now);
  return `The program "${name}" was compiled with the embedder ${label(before)}, and its examples are embedded with ${other} now: its scores were measured with the first.`;
};

const cannot = (name: string, why: string): ProgramError =>
  new ProgramError("mismatched", `The program "${name}" cannot be used: ${why}.\n  to fix:   ${waysOut}`);
