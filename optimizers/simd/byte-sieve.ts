import { topRows } from "../top-rows.ts";
import { type ByteDots, byteDotsKernel, bytesPerStep, rowsPerBlock } from "./byte-dots-kernel.ts";
import { type WebAssemblyMemory, type WebAssemblyModule, webAssembly } from "./web-assembly.ts";

/** Finds, quickly, the few rows of a matrix among which the nearest `k` must be. */
export type ByteSieve = {
  /** Rows, in their order, that hold the `k` of the highest dot product among those accepted, and seldom many more. */
  candidates(query: Float32Array, k: number, accept: (row: number) => boolean): readonly number[];
  /** Takes further rows in, `Float32Array[m × d]`. False where memory has no room for them: then the sieve is of no more use. */
  add(vectors: Float32Array): boolean;
};

const pageBytes = 65_536;
const mostPages = 65_536;

/**
 * A copy of `vectors` (`Float32Array[n × d]`) rounded to bytes, a quarter of the size, and a SIMD kernel that reads it.
 * What rounding may have changed is bounded for each row (Cauchy–Schwarz: |q·v − q̃·ṽ| ≤ |q̃||v − ṽ| + |q − q̃||v|), so
 * the sieve never loses a neighbour: it is exact search, not approximate search.
 * `undefined` where WebAssembly SIMD or 4 GB of address space is missing.
 */
export const byteSieve = (vectors: Float32Array, dimensions: number): ByteSieve | undefined => {
  const stride = roundUp(dimensions, bytesPerStep);
  // The query first, then the rows, then what the kernel writes: so the rows stay in place when memory grows.
  const rowsAt = 2 * stride;
  const outAfter = (room: number) => rowsAt + room * stride;
  const pagesFor = (room: number) => Math.ceil((outAfter(room) + 4 * room) / pageBytes);
  let rows = 0;
  let room = roundUp(vectors.length / dimensions, rowsPerBlock);
  const host = room === 0 ? undefined : startKernel(pagesFor(room));
  if (host === undefined) return undefined;

  const { memory, byteDots } = host;
  let scales = new Float64Array(room);
  let errors = new Float64Array(room);
  let longest = 0;
  const roundRows = (more: Float32Array) => {
    const bytes = new Int8Array(memory.buffer, rowsAt, room * stride);
    for (let at = 0; at < more.length; at += dimensions, rows++) {
      const rounded = roundInto(bytes, rows * stride, more.subarray(at, at + dimensions), 127);
      scales[rows] = rounded.scale;
      errors[rows] = rounded.error;
      longest = Math.max(longest, rounded.length);
    }
  };
  roundRows(vectors);
  // Sums of 32 bits must not overflow, and words have 16.
  const mostOfQuery = Math.min(32_767, Math.floor((2 ** 31 - 1) / (127 * stride)));
  let queryWords = new Int16Array(memory.buffer, 0, dimensions);
  let sums = new Int32Array(memory.buffer, outAfter(room), room);

  /** Room for `wanted` rows, and an eighth more. What the kernel wrote behind the rows before is cleared: rows are padded with zeros. */
  const grow = (wanted: number): boolean => {
    const larger = roundUp(Math.ceil((wanted * 9) / 8), rowsPerBlock);
    const pages = pagesFor(larger);
    if (pages > mostPages) return false;
    const lacking = pages - memory.buffer.byteLength / pageBytes;
    if (lacking > 0 && !growMemory(memory, lacking)) return false;
    new Uint8Array(memory.buffer, outAfter(room)).fill(0);
    room = larger;
    scales = enlarged(scales, room);
    errors = enlarged(errors, room);
    queryWords = new Int16Array(memory.buffer, 0, dimensions);
    sums = new Int32Array(memory.buffer, outAfter(room), room);
    return true;
  };

  return {
    candidates(query, k, accept) {
      const rounded = roundInto(queryWords, 0, query, mostOfQuery);
      const outAt = outAfter(room);
      byteDots(rowsAt, 0, outAt, outAt + 4 * roundUp(rows, rowsPerBlock), stride);
      // The second term is far above what adding in doubles, or clamping scores to 1, can change.
      const slack = rounded.error * longest + 1e-6 * (1 + rounded.length * longest);
      return sift({
        rows,
        sums,
        scales,
        errors,
        scale: rounded.scale,
        length: rounded.length + rounded.error,
        slack,
        k,
        accept,
      });
    },
    add(more) {
      const wanted = rows + more.length / dimensions;
      if (wanted > room && !grow(wanted)) return false;
      roundRows(more);
      return true;
    },
  };
};

type Sifting = {
  readonly rows: number;
  readonly sums: Int32Array;
  readonly scales: Float64Array;
  readonly errors: Float64Array;
  /** Of the rounded query. */
  readonly scale: number;
  readonly length: number;
  readonly slack: number;
  readonly k: number;
  readonly accept: (row: number) => boolean;
};

/** Rows whose score may be as high as the k-th highest of what scores must at least be. */
const sift = ({ rows, sums, scales, errors, scale, length, slack, k, accept }: Sifting): readonly number[] => {
  const floors = topRows(k);
  let bar = floors.bar();
  for (let row = 0; row < rows; row++) {
    const floor = at(sums, row) * at(scales, row) * scale - at(errors, row) * length;
    if (floor <= bar || !accept(row)) continue;
    floors.offer(row, floor);
    bar = floors.bar();
  }
  bar -= 2 * slack;
  const found: number[] = [];
  for (let row = 0; row < rows; row++) {
    const ceiling = at(sums, row) * at(scales, row) * scale + at(errors, row) * length;
    if (ceiling >= bar && accept(row)) found.push(row);
  }
  return found;
};

/** Writes `values` in steps of `scale`, at most `most` of them up or down; `length` is theirs, `error` that of what rounding lost. */
const roundInto = (target: Int8Array | Int16Array, start: number, values: Float32Array, most: number) => {
  let largest = 0;
  for (let i = 0; i < values.length; i++) largest = Math.max(largest, Math.abs(at(values, i)));
  const scale = largest / most;
  const perUnit = largest === 0 ? 0 : most / largest;
  let length = 0;
  let error = 0;
  for (let i = 0; i < values.length; i++) {
    const value = at(values, i);
    const steps = Math.round(value * perUnit);
    const lost = value - steps * scale;
    target[start + i] = steps;
    length += value * value;
    error += lost * lost;
  }
  return { scale, length: Math.sqrt(length), error: Math.sqrt(error) };
};

/** The kernel over a memory of its own; its compiled code is shared by all. */
const startKernel = (pages: number): { memory: WebAssemblyMemory; byteDots: ByteDots } | undefined => {
  const module = kernelModule();
  if (webAssembly === undefined || module === undefined || pages > mostPages) return undefined;
  try {
    const memory = new webAssembly.Memory({ initial: pages });
    const { byteDots } = new webAssembly.Instance(module, { host: { memory } }).exports;
    // The kernel declares this very signature.
    return { memory, byteDots: byteDots as ByteDots };
  } catch (error) {
    if (error instanceof RangeError) return undefined; // no room for so large a memory
    throw error;
  }
};

const growMemory = (memory: WebAssemblyMemory, pages: number): boolean => {
  try {
    memory.grow(pages);
    return true;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
};

const enlarged = (values: Float64Array<ArrayBuffer>, length: number): Float64Array<ArrayBuffer> => {
  const larger = new Float64Array(length);
  larger.set(values);
  return larger;
};

let compiled: WebAssemblyModule | undefined;

const kernelModule = (): WebAssemblyModule | undefined => {
  if (compiled !== undefined || webAssembly === undefined) return compiled;
  const bytes = byteDotsKernel();
  // False where the processor, or this Node, has no SIMD.
  if (webAssembly.validate(bytes)) compiled = new webAssembly.Module(bytes);
  return compiled;
};

const roundUp = (value: number, step: number): number => Math.ceil(value / step) * step;

/** A cast, not a check: the loops never read outside, and they run over every row of every search. */
const at = (values: Float32Array | Float64Array | Int32Array, index: number): number => values[index] as number;
