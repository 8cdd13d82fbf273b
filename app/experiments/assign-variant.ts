import { createHash } from "node:crypto";
import type { Experiment } from "./experiment-schema.ts";

/**
 * The variant that a unit (a user, else a session) gets, the same ever after. Variants are drawn by weighted rendezvous
 * hashing: each gets a number from the hash of experiment, variant and unit, weighted with its share, and the largest wins
 * (Thaler & Ravishankar 1998, IEEE/ACM Transactions on Networking 6, p. 1; weights by Schindelhauer & Schomaker 2005, SPAA,
 * p. 218). Each variant's chance is exactly its part of the shares.
 *
 * Stretches of one number line in the file's order would do the same until shares change: then each border moves, and units
 * go from one untouched variant to the other. Here a variant whose share grows takes units of the others and nobody else
 * moves, one that is added or removed likewise, and their order in the file does not matter.
 */
export const assignVariant = ({ variants }: Pick<Experiment, "variants">, name: string, unit: string): string => {
  let winner = "";
  let largest = Number.NEGATIVE_INFINITY;
  for (const [variant, { share }] of Object.entries(variants)) {
    if (!(share > 0)) continue;
    const weighted = share / -Math.log(pointOf(name, variant, unit));
    if (weighted > largest) [winner, largest] = [variant, weighted];
  }
  return winner;
};

/** Evenly spread between 0 and 1, both left out. As JSON no two triples are the same text. */
const pointOf = (...parts: readonly string[]): number => {
  const hash = createHash("sha256").update(JSON.stringify(parts)).digest();
  return (hash.readUIntBE(0, 6) + 0.5) / 2 ** 48;
};
