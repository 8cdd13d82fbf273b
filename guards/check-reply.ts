import { LmError } from "../brain/core/errors.ts";
import type { OutputCheck, OutputGuard } from "../brain/core/ports.ts";
import { bySeverity } from "../brain/core/severity.ts";
import { allow, type Block, type OutputVerdict } from "../brain/core/turn.ts";

/**
 * What all guards together say of a piece of a reply: the most severe block, and every block. A guard that fails blocks;
 * `unjudged` where all that blocked did so since a budget had no room for their question to the judge.
 */
export const checkReply = async (
  guards: readonly OutputGuard[],
  output: OutputCheck,
): Promise<{ readonly verdict: OutputVerdict; readonly blocks: readonly Block[]; readonly unjudged?: LmError }> => {
  const blocks: Block[] = [];
  const refused: LmError[] = [];
  const onFault = (error: unknown) => {
    if (error instanceof LmError && error.code === "over-budget") refused.push(error);
  };
  for (const guard of guards) {
    let verdict = checkSafely(guard, output, onFault);
    // Most guards answer at once, and a sentence need not wait for each of them.
    if (verdict instanceof Promise) verdict = await verdict;
    if (verdict.action === "block") blocks.push(verdict);
  }
  const sorted = bySeverity(blocks);
  const [unjudged] = refused.length === blocks.length ? refused : [];
  return { verdict: sorted[0] ?? allow, blocks: sorted, ...(unjudged && { unjudged }) };
};

function checkSafely(
  guard: OutputGuard,
  output: OutputCheck,
  onFault: (error: unknown) => void,
): OutputVerdict | Promise<OutputVerdict> {
  try {
    const verdict = guard.check(output);
    if (!isThenable(verdict)) return valid(guard, verdict);
    return Promise.resolve(verdict).then(
      (settled) => valid(guard, settled),
      (error: unknown) => {
        onFault(error);
        return failed(guard, error);
      },
    );
  } catch (error) {
    onFault(error);
    return failed(guard, error);
  }
}

const isThenable = <T>(value: T | PromiseLike<T>): value is PromiseLike<T> =>
  typeof (value as Partial<PromiseLike<T>> | undefined)?.then === "function"; // any value may be asked for a member

const valid = (guard: OutputGuard, verdict: OutputVerdict | undefined): OutputVerdict =>
  verdict?.action === "allow" || verdict?.action === "block" ? verdict : failed(guard);

/** Without the fault's own message, which may hold the text; that of a budget holds figures. */
const failed = ({ name }: OutputGuard, error?: unknown): Block => ({
  action: "block",
  guard: name,
  category: "guard-failure",
  reason: error instanceof LmError && error.code === "over-budget" ? error.message : "the guard failed",
});
