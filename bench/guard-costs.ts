import { readFileSync } from "node:fs";
import { join } from "node:path";
import { loadPersona } from "../app/load-persona.ts";
import { defaultPersonaPath, packageRoot } from "../app/paths.ts";
import { personaGuards } from "../app/persona-guards.ts";
import { splitSentences } from "../brain/text/sentences.ts";
import { checkReply } from "../guards/check-reply.ts";
import { checkWhole } from "../guards/check-whole.ts";
import { median, percentile, type Row, row } from "./measure.ts";

const rounds = 4;
const builds = 5;
const longText = 100_000;

/** What the guards cost, as rows: to be run bundled, as the program is. */
export const guardCosts = async (): Promise<readonly Row[]> => {
  const file = await loadPersona(defaultPersonaPath());
  const built: number[] = [];
  for (let build = 0; build < builds; build++) {
    const from = performance.now();
    await personaGuards(file);
    built.push(performance.now() - from);
  }
  const guards = await personaGuards(file);
  const lines = ownLines();

  const sentences: number[] = [];
  const messages: number[] = [];
  for (let round = 0; round < rounds; round++) {
    for (const { message, reply } of lines) {
      let shown = "";
      for (const text of splitSentences(reply)) {
        const output = { text, shown, previousUserMessage: message };
        const took = await timed(() => checkReply(guards.outputs, output));
        // The first round fills what is made once for each word that is met.
        if (round > 0) sentences.push(1000 * took);
        shown += text;
      }
      const read = await timed(async () => {
        for (const guard of guards.inputs) await guard.check({ text: ofLength(message, 200), history: [] });
      });
      if (round > 0) messages.push(read);
    }
  }
  const worst = { output: { ms: 0, of: "" }, input: { ms: 0, of: "" } };
  for (const [name, text] of Object.entries(longTexts(lines.map(({ reply }) => reply)))) {
    const output = await timed(() => checkWhole(guards.outputs, text));
    const input = await timed(async () => {
      for (const guard of guards.inputs) await guard.check({ text, history: [] });
    });
    if (output > worst.output.ms) worst.output = { ms: output, of: name };
    if (input > worst.input.ms) worst.input = { ms: input, of: name };
  }
  return [
    row(
      `output guards, a sentence (${sentences.length} of the examples), p50`,
      percentile(sentences, 0.5),
      60,
      " µs",
      0,
    ),
    row("output guards, a sentence, p99", percentile(sentences, 0.99), 1000, " µs", 0),
    row("input guards, a message of 200 characters, p50", percentile(messages, 0.5), undefined, " ms", 3),
    row("input guards, a message of 200 characters, p99", percentile(messages, 0.99), 5, " ms", 3),
    row(`output guards, 100,000 characters, worst of all (${worst.output.of})`, worst.output.ms, 300, " ms", 0),
    row(`input guards, 100,000 characters, worst of all (${worst.input.of})`, worst.input.ms, 300, " ms", 0),
    row(`all guards made and the persona's own lines checked, p50 of ${builds}`, median(built), undefined, " ms", 0),
  ];
};

async function timed(run: () => Promise<unknown>): Promise<number> {
  const from = performance.now();
  await run();
  return performance.now() - from;
}

const ofLength = (text: string, length: number): string =>
  `${text} `.repeat(Math.ceil(length / (text.length + 1))).slice(0, length);

/** The last message and the reply of each of the project's own examples. */
function ownLines(): { readonly message: string; readonly reply: string }[] {
  const file = join(packageRoot(), "training_data", "conversations.json");
  // Our own file: its shape is checked by the tests.
  const examples = JSON.parse(readFileSync(file, "utf8")) as readonly {
    readonly chat_history: { readonly messages: readonly { readonly content: string }[] };
    readonly output: string;
  }[];
  return examples.map(({ chat_history, output }) => ({
    message: chat_history.messages.at(-1)?.content ?? "",
    reply: output,
  }));
}

/** What is dear to read: sentences of a word, words of a letter, disguises, and ordinary talk. */
const longTexts = (replies: readonly string[]): Record<string, string> => ({
  "own replies": replies.join(" ").slice(0, longText),
  ...Object.fromEntries(
    [
      "Oh! ",
      "i! a? ",
      "7 pm. ",
      "Yes! I do. ",
      "i n s t a ",
      "a\n",
      " ",
      ". ",
      "h3ll0! ",
      "Wow 😊! Ok. ",
      "e\u0301\u0302",
      "a\u200bb. ",
      "你好吗。",
      "שלום עולם. ",
      "nice to meet you. ",
      "oh snap on snap decision. ",
      "i want to just not ",
      "soooo ",
    ].map((unit) => [JSON.stringify(unit), ofLengthOf(unit)]),
  ),
});

const ofLengthOf = (unit: string): string => unit.repeat(Math.ceil(longText / unit.length)).slice(0, longText);
