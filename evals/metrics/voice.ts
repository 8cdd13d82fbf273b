import type { Metric } from "../../brain/core/evaluation.ts";
import { type AuthorshipData, authorship, lettersOf } from "../voice/authorship.ts";
import { styleOf } from "../voice/style.ts";
import { isOwnWording } from "./own-words.ts";

/**
 * How probably the client wrote the reply, by how it is written and not by what it is about; 0.5 tells nothing, and short
 * replies stay near it. Learnt without the case's own conversation. Says nothing of replies that no generating model worded.
 * @throws {InputError} too few replies to learn from
 */
export const voiceMetric = (data: AuthorshipData): Metric => {
  const verify = authorship(data);
  return {
    name: "voice",
    needs: "reply",
    score({ case: { conversation }, reply }) {
      if (reply === undefined || !isOwnWording(reply)) return undefined;
      const letters = lettersOf(reply.text);
      const score = verify(reply.text, conversation);
      return { score, reason: `${wordFor(score)}, on ${letters} letters` };
    },
  };
};

/** How far the reply is written as the client writes: length, marks, openers, contractions, questions, capitals, emoji. */
export const styleMetric = (data: Pick<AuthorshipData, "client">): Metric => {
  const read = styleOf(data.client);
  return {
    name: "style",
    needs: "reply",
    score({ case: { conversation }, reply }) {
      if (reply === undefined || !isOwnWording(reply)) return undefined;
      const { score, unusual } = read(reply.text, conversation);
      return { score, reason: unusual.length === 0 ? "as the client writes" : `unusual: ${unusual.join(", ")}` };
    },
  };
};

const wordFor = (score: number): string => {
  if (score >= 0.8) return "written like the client";
  if (score > 0.6) return "rather like the client";
  return score >= 0.4 ? "cannot tell" : score > 0.2 ? "rather unlike the client" : "written unlike the client";
};
