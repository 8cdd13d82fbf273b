import { InputError, ProgramError } from "../brain/core/errors.ts";
import type { Example } from "../brain/core/example.ts";
import type { DemoIndex, Embedder } from "../brain/core/ports.ts";
import type { CompiledProgram } from "../brain/core/program.ts";
import { readSettings } from "./demo-settings.ts";
import { embedTrainset } from "./embed-trainset.ts";
import { trainsetHash } from "./example-hash.ts";
import { sameIdentity } from "./same-identity.ts";

export type ExtendInput = {
  /** The embedder that compiled the program. */
  readonly embedder: Embedder;
  /** Over the program's vectors; the new ones are added to it, as the last thing done. */
  readonly index: DemoIndex;
  readonly signal?: AbortSignal | undefined;
};

/**
 * The program with more examples after its own: only these are embedded, nothing is built anew, and what is pinned stays.
 * @throws {InputError} an id that is there already @throws {ProgramError} mismatched @throws {LmError} of the embedder
 */
export const extendProgram = async (
  program: CompiledProgram,
  examples: readonly Example[],
  { embedder, index, signal }: ExtendInput,
): Promise<CompiledProgram> => {
  if (examples.length === 0) return program;
  const settings = readSettings(program.settings);
  if (settings === undefined || program.trainset.length !== program.rows.length) {
    throw mismatched("it lacks its examples or its settings");
  }
  checkIds(program, examples);
  const added = await embedTrainset(examples, settings, embedder, { signal });
  if (!sameIdentity(added.embedder, program.embedder)) throw mismatched("another embedder compiled it");
  const trainset = [...program.trainset, ...examples];
  const extended = {
    ...program,
    trainsetHash: trainsetHash(trainset),
    rows: [...program.rows, ...added.rows],
    vectors: joined(program.vectors, added.vectors),
    trainset,
  };
  index.add(added.vectors);
  return extended;
};

const checkIds = ({ rows }: CompiledProgram, examples: readonly Example[]): void => {
  const ids = new Set<string>();
  const twice = examples.find(({ id }) => ids.size === ids.add(id).size) ?? rows.find(({ id }) => ids.has(id));
  if (twice === undefined) return;
  throw new InputError({
    what: `there is an example with the id ${JSON.stringify(twice.id)} already`,
    expected: "an id of its own for each example",
    fix: "give it another id, or none: it is then made from what it says",
  });
};

/** Where, in numbers, the longest matrix in a buffer that has room behind it ends. */
const endOf = new WeakMap<ArrayBufferLike, number>();

/**
 * Both, one after the other. The rows of the first are copied once to a buffer with an eighth of room behind them (20 MB
 * for 10,000 × 512, which took most of an addition's time); what is added after that is written behind them.
 */
const joined = (first: Float32Array, second: Float32Array): Float32Array => {
  const end = first.byteOffset / first.BYTES_PER_ELEMENT + first.length;
  const fits = (end + second.length) * first.BYTES_PER_ELEMENT <= first.buffer.byteLength;
  if (endOf.get(first.buffer) !== end || !fits) {
    const roomy = new Float32Array(Math.ceil(((first.length + second.length) * 9) / 8));
    roomy.set(first);
    endOf.set(roomy.buffer, first.length);
    return joined(roomy.subarray(0, first.length), second);
  }
  endOf.set(first.buffer, end + second.length);
  const both = new Float32Array(first.buffer, first.byteOffset, first.length + second.length);
  both.set(second, first.length);
  return both;
};

const mismatched = (why: string): ProgramError =>
  new ProgramError("mismatched", `No examples can be added to the compiled program: ${why}. Compile it anew.`);
