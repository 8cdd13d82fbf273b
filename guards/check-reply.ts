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
    const verdict = await checkSafely(guard, output);
    if (verdict.action === "block") blocks.push(verdict);
  }
  const sorted = bySeverity(blocks);
  return { verdict: sorted[0] ?? allow, blocks: sorted };
};

async function checkSafely(guard: OutputGuard, output: OutputCheck): Promise<OutputVerdict> {
  try {
    const verdict: OutputVerdict | undefined = await guard.check(output);
    return verdict?.action === "allow" || verdict?.action === "block" ? verdict : failed(guard);
  } catch {
    return failed(guard);
  }
}

/** Without the fault's own message, which may hold the text. */
const failed = ({ name }: OutputGuard): Block => ({
  action: "block",
  guard: name,
  category: "guard-failure",
  reason: "the guard failed",
});
