import type { Demo, Example } from "../brain/core/example.ts";
import type { Persona } from "../brain/core/persona.ts";
import type { Embedder, ModelConnection } from "../brain/core/ports.ts";
import type { Message } from "../brain/core/turn.ts";
import { personaPreamble } from "../brain/modules/persona-preamble.ts";
import { predict } from "../brain/modules/predict.ts";
import { respond } from "../brain/signatures/respond.ts";
import { mulberry32 } from "./synthetic-examples.ts";

/** As DSPy's BootstrapFewShot has them by default. */
const mostBootstrapped = 4;
const mostLabeled = 16;

const context = {
  localTime: "Wednesday 2026-05-13 12:30 Europe/Lisbon",
  partOfDay: "afternoon",
  conversationLength: "4 minutes, 5 messages",
  sinceLastMessage: "2 minutes",
};

export type Asker = { readonly lm: ModelConnection; readonly persona: Persona };

/** One call of the responder: prompt, model, parsing. What both sides of the comparison do. */
export const respondOnce = async (
  { lm, persona }: Asker,
  messages: readonly Message[],
  demos: readonly Demo[],
): Promise<string> => {
  const { reply } = await predict(
    respond,
    lm,
    {
      message: messages.at(-1)?.text ?? "",
      mood: "neutral",
      manner: persona.pipelines.engage.guidance,
      ...context,
    },
    {
      preamble: personaPreamble(persona),
      demos,
      history: messages.slice(0, -1),
      rejected: [],
      temperature: 0.7,
      maxTokens: 300,
    },
  );
  return reply;
};

export type BootstrapPerTurn = {
  answer(messages: readonly Message[]): Promise<string>;
  /** What the published program saves: its predictor's demos, of which it has none between turns. */
  save(): { readonly demos: readonly Demo[] };
};

/**
 * The algorithm that DSPy publishes as KNNFewShot (3.3.1, `dspy/teleprompt/knn_fewshot.py`), written anew on this program's
 * embedder, prompt and model. At every turn: the k examples whose whole text is nearest by dot product; each answered
 * by a teacher that sees the others as labelled demos, up to four; what the teacher said (no metric: all accepted) becomes
 * the demos, beside the nearest that were not used up; then the answer itself.
 */
export const bootstrapPerTurn = async (
  asker: Asker,
  trainset: readonly Example[],
  { k, embedder, search }: { readonly k: number; readonly embedder: Embedder; readonly search: FullSearch },
): Promise<BootstrapPerTurn> => {
  const vectors = await embedder.embed(trainset.map(({ messages }) => wholeText(messages)));
  const demoOf = (example: Example, reply = example.reply): Demo => ({ ...example, reply, similarity: 0 });
  return {
    async answer(messages) {
      const query = await embedder.embed([wholeText(messages)]);
      const nearest = search(vectors, query, k).flatMap((row) => trainset[row] ?? []);
      const labeled = shuffled(nearest).slice(0, mostLabeled);
      const made: Demo[] = [];
      for (const example of nearest.slice(0, mostBootstrapped)) {
        const others = labeled.filter((other) => other !== example).map((other) => demoOf(other));
        made.push(demoOf(example, await respondOnce(asker, example.messages, others)));
      }
      const left = nearest.slice(made.length, mostLabeled).map((example) => demoOf(example));
      return respondOnce(asker, messages, [...made, ...left]);
    },
    save: () => ({ demos: [] }),
  };
};

/** The rows of the k greatest scores, where all scores are worked out and sorted. */
export type FullSearch = (vectors: Float32Array, query: Float32Array, k: number) => readonly number[];

/** `argsort(dot)` without numpy. */
export const argsortOfDots: FullSearch = (vectors, query, k) => {
  const scores = new Float64Array(vectors.length / query.length);
  for (let row = 0; row < scores.length; row++) {
    let sum = 0;
    for (let at = 0; at < query.length; at++) sum += (vectors[row * query.length + at] ?? 0) * (query[at] ?? 0);
    scores[row] = sum;
  }
  const order = Uint32Array.from(scores, (_, row) => row).sort(
    (one, other) => (scores[one] ?? 0) - (scores[other] ?? 0),
  );
  return [...order.slice(-k)].reverse();
};

const wholeText = (messages: readonly Message[]): string =>
  messages.map(({ from, text }) => `${from}: ${text}`).join(" | ");

const shuffled = <T>(items: readonly T[]): readonly T[] => {
  const random = mulberry32(0);
  return items
    .map((item) => [random(), item] as const)
    .sort(([one], [other]) => one - other)
    .map(([, item]) => item);
};
