import type { EvalCase } from "../../brain/core/evaluation.ts";
import type { Example } from "../../brain/core/example.ts";
import { hashText } from "../../brain/text/hash.ts";

export const distractorCount = 19;

/** Replies that the client gave in other conversations, for a case; fewer than 19 where the pool holds no more. */
export type ChooseDistractors = (evalCase: EvalCase) => readonly Example[];

/**
 * Chooses by a hash of seed, case and example: the same 19 for each program that is measured, whatever the pool's order.
 * Never one of the case's own conversation, never the text of the true reply, no text twice.
 */
export const distractorsFrom =
  (pool: readonly Example[], seed: number): ChooseDistractors =>
  ({ id, conversation, expected }) => {
    const texts = new Set([plain(expected ?? "")]);
    const chosen: Example[] = [];
    const ranked = pool
      .filter((example) => example.conversation !== conversation)
      .map((example) => ({ example, rank: hashText(`${id}\n${example.id}`, seed) }))
      .sort((left, right) => left.rank - right.rank || (left.example.id < right.example.id ? -1 : 1));
    for (const { example } of ranked) {
      if (chosen.length === distractorCount) break;
      const text = plain(example.reply);
      if (texts.has(text)) continue;
      texts.add(text);
      chosen.push(example);
    }
    return chosen;
  };

const plain = (text: string): string => text.trim().toLowerCase().replace(/\s+/g, " ");
