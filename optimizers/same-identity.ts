import type { EmbedderIdentity } from "../brain/core/program.ts";

/** Whether vectors of the one embedder can be compared with those of the other. */
export const sameIdentity = (a: EmbedderIdentity, b: EmbedderIdentity): boolean =>
  a.provider === b.provider && a.model === b.model && a.dimensions === b.dimensions && a.version === b.version;
