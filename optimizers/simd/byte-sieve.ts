import { topRows } from "../top-rows.ts";
import { type ByteDots, byteDotsKernel, bytesPerStep, rowsPerBlock } from "./byte-dots-kernel.ts";
import { type WebAssemblyMemory, type WebAssemblyModule, webAssembly } from "./web-assembly.ts";

/** Finds, quickly, the few rows of a matrix among which the nearest `k` must be. */
export type ByteSieve = {
  /** Rows, in their order, that hold the `k` of the highest dot product among those accepted, and seldom many more. */
  candidates(query: Float32Array, k: number, accept: (row: number) => boolean): readonly number[];
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
  const rows = vectors.length / dimensions;
  const blockRows = roundUp(rows, rowsPerBlock);
  const queryAt = blockRows * stride;
  const outAt = queryAt + 2 * stride;
  const outEnd = outAt + 4 * blockRows;
  const host = rows === 0 ? undefined : startKernel(Math.ceil(outEnd / pageBytes));
  if (host === undefined) return undefined;

  const { memory, byteDots } = host;
  const bytes = new Int8Array(memory.buffer, 0, queryAt);
  const queryWords = new Int16Array(memory.buffer, queryAt, dimensions);
  const sums = new Int32Array(memory.buffer, outAt, rows);
  const scales = new Float64Array(rows);
  const errors = new Float64Array(rows);
  let longest = 0;
  for (let row = 0; row < rows; row++) {
    const rounded = roundInto(bytes, row * stride, vectors.subarray(row * dimensions, (row + 1) * dimensions), 127);
    scales[row] = rounded.scale;
    errors[row] = rounded.error;
    longest = Math.max(longest, rounded.length);
  }
  // Sums of 32 bits must not overflow, and words have 16.
  const mostOfQuery = Math.min(32_767, Math.floor((2 ** 31 - 1) / (127 * stride)));

  return {
    candidates(query, k, accept) {
      const rounded = roundInto(queryWords, 0, query, mostOfQuery);
      byteDots(0, queryAt, outAt, outEnd, stride);
      const roundedLength = rounded.length + rounded.error;
      // The second term is far above what adding in doubles, or clamping scores to 1, can change.
      const slack = rounded.error * longest + 1e-6 * (1 + rounded.length * longest);
      const floors = topRows(k);
      let bar = floors.bar();
      for (let row = 0; row < rows; row++) {
        const floor = at(sums, row) * at(scales, row) * rounded.scale - at(errors, row) * roundedLength;
        if (floor <= bar || !accept(row)) continue;
        floors.offer(row, floor);
        bar = floors.bar();
      }
      bar -= 2 * slack;
      const found: number[] = [];
      for (let row = 0; row < rows; row++) {
        const ceiling = at(sums, row) * at(scales, row) * rounded.scale + at(errors, row) * roundedLength;
        if (ceiling >= bar && accept(row)) found.push(row);
      }
      return found;
    },
  };
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
