import type { Example } from "../../brain/core/example.ts";
import { hashText } from "../../brain/text/hash.ts";
import type { FakeServer } from "./fake-server.ts";
import { type CompletionBody, type FakeTogetherOptions, startFakeTogether } from "./fake-together.ts";
import { readPrompt } from "./read-prompt.ts";

/** Something that an instruction may ask for, and what it adds to the quality (0–1) of a reply. */
export type Hint = { readonly asks: RegExp; readonly worth: number };

export type LearningOptions = Omit<FakeTogetherOptions, "reply" | "fault"> & {
  /** What the client truly replied, by the user's latest message (see `trueReplies`). */
  readonly replies: ReadonlyMap<string, string>;
  /** @default short sentences 0.2, a concrete image 0.2 */
  readonly hints?: readonly Hint[];
  /** Of the quality, either way. @default 0.1 */
  readonly noise?: number;
  /** Milliseconds before an answer begins. @default 0 */
  readonly latency?: number;
  /** Has every third request fail with a status that is worth another try. @default false */
  readonly failsThirds?: boolean;
};

const usualHints: readonly Hint[] = [
  { asks: /short sentences/i, worth: 0.2 },
  { asks: /concrete image/i, worth: 0.2 },
];

/** What a reply is worth with no demo and no hint, and what the best demos add. */
const plain = 0.2;
const worthOfDemos = 0.4;

/**
 * A Together server to learn from: its reply is the client's true one, word by word, with more of the words replaced by an
 * assistant's commonplaces the less its prompt helps. Help is demos that resemble the message and its true reply, and an
 * instruction that asks for what `hints` name. It also plays the reflecting model: asked for a new
 * value of an instruction it adds a sentence, which holds a hint in two cases of six. The same request is answered the same.
 */
export const startLearningTogether = ({
  replies,
  hints = usualHints,
  noise = 0.1,
  latency = 0,
  failsThirds = false,
  ...options
}: LearningOptions): Promise<FakeServer<CompletionBody>> => {
  const known = new Map([...replies].map(([message, reply]) => [plainText(message), reply]));
  return startFakeTogether({
    ...options,
    fault: (request) => (failsThirds && request % 3 === 2 ? { kind: "status", status: 503 } : undefined),
    reply: async (body) => {
      if (latency > 0) await new Promise((resolve) => setTimeout(resolve, latency));
      const random = randomOf(hashText(JSON.stringify(body)));
      const prompt = readPrompt(body);
      if (/\bNew Value\b/.test(prompt.system)) return rewrite(body, random);
      if (/\bFeedback Summary\b/.test(prompt.system)) return "Feedback Summary: The replies wander off and say little.";
      const truth = known.get(plainText(prompt.message));
      if (truth === undefined) return "Thank you for your message. I would be happy to help with that.";
      const hinted = hints.reduce((sum, { asks, worth }) => sum + (asks.test(prompt.instruction) ? worth : 0), 0);
      const helped = worthOfDemos * helpOf(prompt.demos, `${prompt.message} ${truth}`);
      return inPart(truth, plain + helped + hinted + noise * (2 * random() - 1), random);
    },
  });
};

/** The client's reply to each example's latest message; the first one where several are the same. */
export const trueReplies = (examples: readonly Pick<Example, "messages" | "reply">[]): Map<string, string> => {
  const replies = new Map<string, string>();
  for (const { messages, reply } of examples) {
    const message = messages.at(-1)?.text ?? "";
    if (!replies.has(message)) replies.set(message, reply);
  }
  return replies;
};

/** 0–1: how much the demos resemble `text`, the best of them above all. */
const helpOf = (demos: readonly { readonly message: string; readonly reply: string }[], text: string): number => {
  if (demos.length === 0) return 0;
  const likeness = demos.map(({ message, reply }) =>
    Math.min(1, 2 * dice(wordsOf(`${message} ${reply}`), wordsOf(text))),
  );
  const mean = likeness.reduce((sum, each) => sum + each, 0) / likeness.length;
  return 0.7 * Math.max(...likeness) + 0.3 * mean;
};

const dice = (a: ReadonlySet<string>, b: ReadonlySet<string>): number => {
  const shared = [...a].filter((word) => b.has(word)).length;
  return a.size + b.size === 0 ? 0 : (2 * shared) / (a.size + b.size);
};

const wordsOf = (text: string): ReadonlySet<string> => new Set(text.toLowerCase().match(/[\p{L}\p{N}']+/gu) ?? []);

const commonplaces = ["certainly", "perhaps", "generally", "helpful", "various", "indeed", "overall", "regarding"];

/** `truth` with each word kept by chance of `quality`. */
const inPart = (truth: string, quality: number, random: () => number): string =>
  truth.replace(/[\p{L}\p{N}']+/gu, (word) => {
    const kept = random() < quality;
    const other = commonplaces[Math.floor(random() * commonplaces.length)] ?? word;
    return kept ? word : other;
  });

const additions = [
  "Write in short sentences.",
  "Answer with one concrete image from your day.",
  "Be polite and thorough.",
  "Mention everything that could matter.",
  "Thank the user first.",
  "End with a summary.",
];

const rewrite = ({ messages }: CompletionBody, random: () => number): string => {
  const asked = messages.at(-1)?.content ?? "";
  const current = /(?:^|\n)Current Value: ([\s\S]*?)(?=\n\n[A-Z][A-Za-z ]*: |$)/.exec(asked)?.[1]?.trim() ?? "";
  const fresh = additions.filter((addition) => !current.includes(addition));
  const addition = fresh[Math.floor(random() * fresh.length)] ?? "";
  return `New Value: ${current} ${addition}`.trimEnd();
};

const plainText = (text: string): string => text.replace(/\s+/g, " ").trim();

/** Numbers from 0 to 1, the same for the same start. */
const randomOf = (start: number): (() => number) => {
  let drawn = 0;
  return () => hashText(String(drawn++), start) / 2 ** 32;
};
