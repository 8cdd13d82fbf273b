import { randomUUID } from "node:crypto";
import { renameSync, statSync } from "node:fs";
import { type FileHandle, open, readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { setTimeout as wait } from "node:timers/promises";
import { createGzip } from "node:zlib";
import { ProgramError } from "../brain/core/errors.ts";
import { fileOf, isAside, listPredictionFiles, type PredictionFile } from "./prediction-files.ts";
import { bytesOf, isGzip } from "./read-prediction-file.ts";
import { reserve } from "./reserve.ts";
import { errnoOf } from "./store-error.ts";

/** Points between which a crash must lose nothing: told to tests. */
export const rotationSteps = ["reserved", "aside", "drafted", "replaced", "renamed"] as const;
export type RotationStep = (typeof rotationSteps)[number];

export type Rotation = {
  readonly directory: string;
  /** Day in UTC: files of days before it are compressed. */
  readonly today: string;
  /** Days whose files are left alone, since they are being written to. */
  readonly except: ReadonlySet<string>;
  readonly keepDays: number;
  readonly compress: boolean;
  readonly signal: AbortSignal;
  /** Milliseconds after the last line, on another machine maybe, in which a writer may still have a file open. @default 1000 */
  readonly settling?: number;
  /** Told, once a day, of files that are kept although their time is over, since the clock may be wrong. */
  readonly onKept?: (kept: KeptPredictions) => void;
  readonly onStep?: (step: RotationStep, file: string) => void;
};

export type KeptPredictions = {
  readonly files: number;
  /** Days in UTC: the last one that was written to before today, and today by this machine's clock. */
  readonly last: string;
  readonly today: string;
};

/** Days without a turn after which one reading of the clock is not believed. */
const longestGap = 7;
/** Holds the day on which it was last told that files are kept. */
const keptNote = ".kept";
/**
 * Milliseconds after a file was given another name in which a writer may have it open: it has it for 0.1, and where it finds
 * half a line, and waits, it looks again before it writes.
 */
const afterRename = 100;
/** Milliseconds after which a process elsewhere that says it is rotating must have been ended; it takes seconds. */
const longestRotation = 3_600_000;
const dayMs = 86_400_000;
const newline = "\n".charCodeAt(0);

/**
 * Deletes the files that were kept long enough and compresses those of days gone by. One process does it at a time; where
 * another one does, nothing is done. At every moment each line stands in exactly one file that readers see: a file is taken
 * aside by its name, and then replaced, in one step, by its compressed self. Abandoned at any point, it is finished by the
 * next rotation. Faults are the file system's.
 */
export const rotatePredictions = async (rotation: Rotation): Promise<void> => {
  const { directory, today, keepDays, compress, signal, onStep } = rotation;
  const isPast = ({ day }: PredictionFile) => day < today;
  const due = (await listPredictionFiles(directory)).filter(isPast);
  if (due.length === 0) return;
  const giveBack = await reserveOnce(rotation);
  if (giveBack === undefined) return;
  try {
    onStep?.("reserved", directory);
    await removeDrafts(directory);
    if (keepDays > 0) await removeOld(due, rotation);
    if (!compress) return;
    await takeAside(rotation);
    const asides = (await listPredictionFiles(directory)).filter((file) => isPast(file) && isAside(file));
    const failed = new Set<string>();
    for (const file of asides) {
      signal.throwIfAborted();
      // What comes later that day must not come before it.
      if (!failed.has(file.day) && !(await compressFile(file, rotation))) failed.add(file.day);
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    await giveBack();
  }
};

/**
 * A clock that is years ahead for one turn must not cost the log: after a gap it is the last day before it that files are
 * held against. Where the clock was right, a turn of another day says so, and they are deleted then.
 */
const removeOld = async (
  due: readonly PredictionFile[],
  { directory, today, keepDays, onKept }: Rotation,
): Promise<void> => {
  const last = due.at(-1)?.day ?? today;
  const isDoubtful = Date.parse(today) - Date.parse(last) > longestGap * dayMs;
  const before = (day: string) => new Date(Date.parse(day) - keepDays * dayMs).toISOString().slice(0, 10);
  const [oldest, oldestByClock] = [before(isDoubtful ? last : today), before(today)];
  for (const { name, day } of due) if (day < oldest) await rm(join(directory, name), { force: true });
  const files = due.filter(({ day }) => day >= oldest && day < oldestByClock).length;
  const note = join(directory, keptNote);
  if (files === 0) return rm(note, { force: true });
  if ((await readFile(note, "utf8").catch(() => "")) === today) return;
  await writeFile(note, today, { mode: 0o600 });
  onKept?.({ files, last, today });
};

const reserveOnce = async ({ directory }: Rotation): Promise<(() => Promise<void>) | undefined> => {
  const path = join(directory, ".rotating");
  const what = "The prediction log is being compressed";
  const unlessBusy = (error: unknown) => {
    if (error instanceof ProgramError && error.code === "busy") return undefined;
    throw error;
  };
  const reserved = await reserve(path, what).catch(unlessBusy);
  if (reserved !== undefined) return reserved;
  // A container that was thrown away says for ever that it is at work.
  const since = (await stat(path).catch(() => undefined))?.mtimeMs ?? Date.now();
  if (Date.now() - since < longestRotation) return undefined;
  await rm(path, { force: true });
  return reserve(path, what).catch(unlessBusy);
};

/** What a rotation that was cut short had not finished: the lines still stand where they were. */
const removeDrafts = async (directory: string): Promise<void> => {
  for (const name of await readdir(directory)) {
    if (/^\d{4}-\d{2}-\d{2}\..+\.tmp$/.test(name)) await rm(join(directory, name), { force: true });
  }
};

/** Gives the files that are appended to another name, so that a late line begins a new one, and waits until nobody writes to them. */
const takeAside = async ({ directory, today, except, settling = 1000, signal, onStep }: Rotation): Promise<void> => {
  const files = await listPredictionFiles(directory);
  let renamed: number | undefined;
  // Files tell their times by the system's clock. One that is ahead of it was written by a clock that has jumped since.
  const now = Date.now();
  let settled = now;
  for (const { name, day } of files) {
    if (day >= today || except.has(day) || name !== fileOf(day)) continue;
    const path = join(directory, name);
    const { mtimeMs, size } = await stat(path);
    const parts = files.filter((file) => file.day === day).map(({ part }) => part);
    // Somebody whose clock is set to a day long gone would make a file a conversation.
    if (size === 0 || (parts.length > 1 && now - mtimeMs < dayMs && mtimeMs <= now)) continue;
    const next = 1 + Math.max(0, ...parts.filter(Number.isFinite));
    await rename(path, join(directory, `${day}.${next}.jsonl`));
    renamed = performance.now();
    settled = Math.max(settled, Math.min(mtimeMs, now) + settling);
    onStep?.("aside", name);
  }
  if (renamed === undefined) return;
  const rest = Math.max(settled - Date.now(), renamed + Math.min(afterRename, settling) - performance.now());
  // A clock that jumps back meanwhile must not make it wait for years.
  if (rest > 0) await wait(Math.min(rest, settling), undefined, { signal, ref: false });
};

/** Replaces a file by its compressed self; false where it still grew. */
const compressFile = async ({ name, day }: PredictionFile, rotation: Rotation): Promise<boolean> => {
  const { directory, signal, onStep } = rotation;
  const path = join(directory, name);
  const first = join(directory, `${fileOf(day)}.gz`);
  const draft = `${path}.${randomUUID()}.tmp`;
  const source = await open(path);
  try {
    if (!(await isGzip(source))) {
      const size = await writeCompressed(source, draft, signal);
      onStep?.("drafted", name);
      // Waits for nothing, so that no line can come in between.
      if (statSync(path).size !== size) return false;
      renameSync(draft, path);
      onStep?.("replaced", name);
    }
    await rename(path, (await isThere(first)) ? `${path}.gz` : first);
    onStep?.("renamed", name);
    return true;
  } finally {
    await source.close();
    await rm(draft, { force: true }).catch(() => undefined); // the next rotation removes it
  }
};

/** Writes the file's lines, the last one ended, for their owner alone; returns the bytes that were read. */
const writeCompressed = async (source: FileHandle, draft: string, signal: AbortSignal): Promise<number> => {
  let size = 0;
  let last: number | undefined = newline;
  const ended = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      size += chunk.length;
      last = chunk.at(-1);
      done(null, chunk);
    },
    flush: (done) => done(null, last === newline ? null : "\n"),
  });
  const target = await open(draft, "wx", 0o600);
  try {
    const write = async (chunks: AsyncIterable<Buffer>) => {
      for await (const chunk of chunks) await target.writeFile(chunk);
    };
    await pipeline(bytesOf(source), ended, createGzip(), write, { signal });
    await target.sync();
  } finally {
    await target.close();
  }
  return size;
};

const isThere = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    (error: unknown) => {
      if (errnoOf(error) === "ENOENT") return false;
      throw error;
    },
  );
