import { LmError } from "../../brain/core/errors.ts";
import type { Embedder, VectorCache } from "../../brain/core/ports.ts";
import type { ConnectionSettings } from "./connection.ts";
import type { ConnectionMeans } from "./means.ts";
import { openEmbedder } from "./open-embedder.ts";

/**
 * The first of these embedders that answers. Vectors of two embedders cannot be compared, so which one it is holds for the
 * whole run; the last one is taken as it is.
 * @throws {InputError} @throws {LmError} aborted, over-budget
 */
export const openFirstEmbedder = async (
  connections: readonly [ConnectionSettings, ...ConnectionSettings[]],
  means: ConnectionMeans,
  options: { readonly vectors?: VectorCache; readonly notify?: (notice: string) => void } = {},
): Promise<Embedder> => {
  const [first, next, ...others] = connections;
  const { notify, ...opening } = options;
  const embedder = await openEmbedder(first, means, opening);
  if (next === undefined) return embedder;
  try {
    await embedder.identity();
    return embedder;
  } catch (error) {
    if (!(error instanceof LmError) || error.code === "over-budget") throw error;
    notify?.(`${error.message}: the next embedder is asked`);
    return openFirstEmbedder([next, ...others], means, options);
  }
};
