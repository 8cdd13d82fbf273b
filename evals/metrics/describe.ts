import { rubrics } from "./rubrics.ts";

/** A metric as its reader needs it explained. */
export type MetricDescription = {
  readonly name: string;
  readonly says: string;
  readonly cannotSay: string;
  /** Asks a model: it costs calls, and needs one that can judge. */
  readonly needsJudge: boolean;
  /** Score (0–1) below which a single answer counts as failed; missing where the mean alone matters. */
  readonly passAt?: number;
};

const plain = (name: string, says: string, cannotSay: string, passAt?: number): MetricDescription => ({
  name,
  says,
  cannotSay,
  needsJudge: false,
  ...(passAt !== undefined && { passAt }),
});

const ranks = [1, 3, 5] as const;

/** All metrics that `--metric` knows, in the order of a table. */
export const metricDescriptions: readonly MetricDescription[] = [
  ...ranks.map((k) =>
    plain(
      `demo-hits@${k}`,
      `Whether the client's true reply is among the ${k} of 20 replies (19 from other conversations) that are most like the chosen demos. Chance is ${k / 20}.`,
      "How the model will use the demos. The offline embedder compares words, so a demo that says the same in other words counts little.",
    ),
  ),
  plain(
    "demo-relevance",
    "The greatest similarity (cosine) of a chosen demo's reply to the client's true reply.",
    "It grows with the number of demos, and a client may well answer in other words: compare programs, do not read it as a mark.",
  ),
  ...ranks.map((k) =>
    plain(
      `hits@${k}`,
      `Whether the client's true reply is among the ${k} of 20 replies that are most like the reply that was given. Chance is ${k / 20}.`,
      "Whether the reply is good: a better reply than the client's own can miss.",
    ),
  ),
  plain(
    "relevance",
    "Similarity (cosine) of the reply to the client's true reply.",
    "Whether it is good or in the client's voice. Word overlap follows people's judgement of dialogue weakly (Liu et al. 2016): compare, do not gate.",
  ),
  plain(
    "chrf",
    "Character n-grams shared with the client's true reply (chrF, β = 2).",
    "The same as relevance: it is there for reference.",
  ),
  plain(
    "voice",
    "Probability that the client wrote the reply, from function words and the shape of the text with its subject struck out; 0.5 tells nothing. Learnt without the case's own conversation.",
    "Anything of replies by the offline model (the client's own sentences: left out), of replies of a few words, or of facts and sense. A good imitation and a copied demo both score high; in a language that the impostor pool does not hold it tells the language.",
  ),
  plain(
    "style",
    "How usual the reply's length, punctuation, openers, contractions, questions, capitals and emoji are for the client; 1 is as usual as the client's own median reply.",
    "Whose voice it is: plain short prose of anybody may be usual for a plain writer. Left out for the offline model.",
  ),
  plain(
    "guard-pass",
    "1: the guards blocked nothing; 0.5: something was blocked and the model's words still came; 0: a safe reply stood in.",
    "Whether the guards were right, or what they missed.",
    1,
  ),
  plain(
    "repetition",
    "1 − the share of the reply's 3-grams that the persona has said before in this conversation.",
    "Repetition between conversations: look at distinct-n for that.",
    0.5,
  ),
  plain(
    "context-use",
    "Whether greetings, days, absences and hours in the reply fit the time it was given.",
    "Anything of replies that do not speak of time (left out), or in another language than English. A handful of rules: it finds the plain mistakes only.",
    1,
  ),
  ...rubrics.map(({ name, description }) => ({
    name: `rubric:${name}`,
    says: `A judging model's rating: ${description}`,
    cannotSay:
      "What people would say, unless its agreement with their ratings was measured (label some and compare). A judge tends to favour replies of its own kind, and long ones.",
    needsJudge: true,
    passAt: 0.5,
  })),
];
