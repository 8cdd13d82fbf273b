import { createHash } from "node:crypto";
import type { EmbedderIdentity } from "../brain/core/program.ts";

/**
 * A folder's name for an embedder: what a person can recognise, then a hash that tells all embedders apart. Lower-case
 * letters, digits and hyphens only, so that it is a good name, and a different one, on every file system.
 */
export const folderName = ({ provider, model, dimensions, version }: EmbedderIdentity): string => {
  const identity = JSON.stringify([provider, model, dimensions, version]);
  const hash = createHash("sha256").update(identity).digest("hex").slice(0, 16);
  return `${plain(provider, 16)}-${plain(model, 32)}-${hash}`;
};

const plain = (text: string, length: number): string =>
  text
    .slice(0, 1000)
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+/, "")
    .slice(0, length)
    .replace(/-+$/, "") || "x";
