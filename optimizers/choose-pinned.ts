import type { Example } from "../brain/core/example.ts";
import type { CompiledProgram, PinnedDemo } from "../brain/core/program.ts";
import type { DemoSettings } from "./demo-settings.ts";
import { fixedLine } from "./fixed-line.ts";
import { kMedoids } from "./k-medoids.ts";

/**
 * The demos that these settings pin. For `fixed` the whole line, so that others can take the place of excluded ones; for
 * `nearest` and `random` the examples that represent all the others best, of replies that are given by one.
 */
export const choosePinned = (
  settings: DemoSettings,
  trainset: readonly Example[],
  { vectors, embedder }: Pick<CompiledProgram, "vectors" | "embedder">,
): readonly PinnedDemo[] => {
  const { choice, pinned, seed } = settings;
  const idsOf = (rows: readonly number[]) => rows.flatMap((row) => trainset[row]?.id ?? []).map((id) => ({ id }));
  if (choice === "fixed") return idsOf(fixedLine(trainset, seed));
  if (choice === "none" || pinned === 0) return [];
  const rows = firstOfEachReply(trainset);
  return idsOf(kMedoids({ vectors, dimensions: embedder.dimensions, rows, k: pinned, seed }));
};

const firstOfEachReply = (trainset: readonly Example[]): readonly number[] => {
  const rows = new Map<string, number>();
  trainset.forEach(({ reply }, row) => {
    if (!rows.has(reply.trim())) rows.set(reply.trim(), row);
  });
  return [...rows.values()];
};
