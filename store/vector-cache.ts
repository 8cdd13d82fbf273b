import { createHash } from "node:crypto";
import type { VectorCache } from "../brain/core/ports.ts";
import { keyedFiles } from "./keyed-files.ts";

/** Bytes of the hash before the numbers: a file that was torn, changed or moved is none. */
const sumBytes = 16;

/** Vectors in `directory`, a file each: `ab/<key>.f32`, a hash and the numbers. It holds no text. */
export const vectorCache = ({ directory }: { readonly directory: string }): VectorCache => {
  const files = keyedFiles(directory, "f32");
  return {
    async get(key) {
      const file = await files.read(key);
      if (file === undefined || file.length <= sumBytes || file.length % 4 !== 0) return undefined;
      const data = new Uint8Array(file.subarray(sumBytes)); // a copy of its own, which begins where numbers may begin
      return sumOf(key, data).equals(file.subarray(0, sumBytes)) ? new Float32Array(data.buffer) : undefined;
    },
    async put(key, vector) {
      const data = new Uint8Array(vector.buffer, vector.byteOffset, vector.byteLength);
      await files.write(key, Buffer.concat([sumOf(key, data), data]));
    },
  };
};

const sumOf = (key: string, data: Uint8Array): Buffer =>
  createHash("sha256").update(key).update(data).digest().subarray(0, sumBytes);
