import { readdir } from "node:fs/promises";
import { errnoOf } from "./store-error.ts";

/**
 * A file of one day of the prediction log. Lines are appended to `2026-12-24.jsonl`; later that file is taken aside as
 * `2026-12-24.1.jsonl` and compressed to `2026-12-24.jsonl.gz`, or, where that is there, to `2026-12-24.1.jsonl.gz`.
 */
export type PredictionFile = {
  readonly name: string;
  /** Day in UTC. */
  readonly day: string;
  /** Its place among those of its day: 0 for the first compressed one, infinity for the one that is appended to. */
  readonly part: number;
  readonly isCompressed: boolean;
};

/** The UTC day of an instant in milliseconds: `2026-12-24`. */
export const dayOf = (at: number): string => new Date(at).toISOString().slice(0, 10);

export const fileOf = (day: string): string => `${day}.jsonl`;

export const isAside = ({ part, isCompressed }: PredictionFile): boolean => !isCompressed && part !== appended;

/** The files in the order of their lines; none where there is no folder. Other files are no concern of the log. */
export const listPredictionFiles = async (directory: string): Promise<readonly PredictionFile[]> => {
  const names = await readdir(directory).catch((error: unknown) => {
    if (errnoOf(error) === "ENOENT") return [];
    throw error;
  });
  return names.flatMap(parse).sort((one, other) => compare(one.day, other.day) || compare(one.part, other.part));
};

const appended = Number.POSITIVE_INFINITY;
const pattern = /^(\d{4}-\d{2}-\d{2})(?:\.([1-9]\d{0,8}))?\.jsonl(\.gz)?$/;

const parse = (name: string): readonly PredictionFile[] => {
  const [, day, part, ending] = pattern.exec(name) ?? [];
  if (day === undefined || Number.isNaN(Date.parse(day))) return [];
  const isCompressed = ending !== undefined;
  return [{ name, day, part: part === undefined ? (isCompressed ? 0 : appended) : Number(part), isCompressed }];
};

const compare = <Value extends string | number>(one: Value, other: Value): number =>
  one < other ? -1 : one > other ? 1 : 0;
