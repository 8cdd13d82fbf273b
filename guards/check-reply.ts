import type { OutputCheck, OutputGuard } from "../brain/core/ports.ts";
import { bySeverity } from "../brain/core/severity.ts";
import { allow, type Block, type OutputVerdict } from "../brain/core/turn.ts";

/** What all guards together say of a piece of a reply: the most severe block, and every block. A guard that fails blocks. */
export const checkReply = async (
  guards: readonly OutputGuard[],
  output: OutputCheck,
): Promise<{ readonly verdict: OutputVerdict; readonly blocks: readonly Block[] }> => {
  const blocks: Block[] = [];
  for (const guard of guards) {
    let verdict = checkSafely(guard, output);
    // Most guards answer at once, and a sentence need not wait for each of them.
    if (verdict instanceof Promise) verdict = await verdict;
    if (verdict.action === "block") blocks.push(verdict);
  }
  const sorted = bySeverity(blocks);
  return { verdict: sorted[0] ?? allow, blocks: sorted };
};

function checkSafely(guard: OutputGuard, output: OutputCheck): OutputVerdict | Promise<OutputVerdict> {
  try {
    const verdict = guard.check(output);
    if (!isThenable(verdict)) return valid(guard, verdict);
    return Promise.resolve(verdict).then(
      (settled) => valid(guard, settled),
      () => failed(guard),
    );
  } catch {
    return failed(guard);
  }
}

const isThenable = <T>(value: T | PromiseLike<T>): value is PromiseLike<T> =>
  typeof (value as Partial<PromiseLike<T>> | undefined)?.then === "function"; // any value may be asked for a member

const valid = (guard: OutputGuard, verdict: OutputVerdict | undefined): OutputVerdict =>
  verdict?.action === "allow" || verdict?.action === "block" ? verdict : failed(guard);

/** Without the fault's own message, which may hold the text. */
const failed = ({ name }: OutputGuard): Block => ({
  action: "block",
  guard: name,
  category: "guard-failure",
  reason: "the guard failed",
});
