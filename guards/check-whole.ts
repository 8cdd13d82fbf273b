import type { AskJudge, OutputGuard } from "../brain/core/ports.ts";
import type { Block, OutputVerdict } from "../brain/core/turn.ts";
import { createGate } from "./gate.ts";
import type { StreamGuard } from "./stream-guard.ts";

/**
 * What the gate says of a text that is there as a whole: the same verdict, with the same span in units of the text, as if
 * it had been streamed. `blocks` are those of the first sentence that is not shown, the most severe first.
 */
export const checkWhole = async (
  guards: readonly (OutputGuard | StreamGuard)[],
  text: string,
  previousUserMessage?: string,
  judge?: AskJudge,
): Promise<{ readonly verdict: OutputVerdict; readonly blocks: readonly Block[] }> => {
  const gate = createGate({
    guards,
    ...(previousUserMessage !== undefined && { previousUserMessage }),
    ...(judge && { judge }),
  });
  const pushed = await gate.push(text);
  const { verdict, blocks } = pushed.blocked ? pushed : await gate.end();
  return { verdict, blocks };
};
