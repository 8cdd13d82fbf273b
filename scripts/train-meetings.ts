/**
 * Trains the model of meetings in person. The same input gives the same bytes.
 *   npx tsx scripts/train-meetings.ts DATA [--out FILE] [--report] [--show N]
 * DATA holds dialogue.dev.txt (Topical-Chat, CDLA-Sharing-1.0), sentiment.dev.jsonl (GoEmotions, CC BY 4.0),
 * identity.dev.jsonl (R-U-A-Robot, MIT), injection.dev.jsonl (jailbreak_llms and others, MIT, Apache-2.0, CC0, CC BY 4.0),
 * retrieval.dev.jsonl (banking77, CC BY 4.0) and crisis.dev.jsonl (OpenAI's moderation evaluation set, MIT): what is no
 * meeting. What is one, and what only looks like one, stands in scripts/data/meetings-*.txt. Writes
 * training_data/models/meetings.bin; --report measures on the lines kept for it as well, --show prints N mistakes.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { z } from "zod";
import { type Classifier, openClassifier } from "../brain/text/classifier.ts";
import { inPersonMeetings, meetingFinder } from "../guards/output/in-person-meetings.ts";
import { isOutweighed, mayMeet, meetingHints } from "../guards/output/meeting-hints.ts";
import { meetingFile } from "../guards/output/meeting-model.ts";
import { sentencesToJudge } from "../guards/output/meeting-sentences.ts";
import { readText } from "../guards/read-text.ts";
import { readPublicTexts } from "./care-data.ts";
import { wilson } from "./measures.ts";
import { asTexted, type MeetingLine, readMeetingLines, seeded } from "./meeting-lines.ts";
import { type LabelledText, trainClassifier } from "./train-classifier.ts";

/** How much an example weighs: a line written by hand most. */
const [handWeight, textedWeight, frameWeight, publicWeight, dialogueWeight, replyWeight] = [2, 0.8, 0.4, 0.8, 2.5, 6];
/** Sentences read of one public text; prompts of attackers go on for pages. */
const mostSentences = 8;
/** Rows of GoEmotions that do propose a meeting, or may; found by looking at the highest scores. Left out. */
const unclearComments: ReadonlySet<number> = new Set([806, 18323, 22743, 27155, 35331, 27177, 34882, 9175, 28941]);

type Sentence = { readonly text: string; readonly extra: readonly string[] };
type Message = {
  readonly text: string;
  readonly label: 0 | 1;
  readonly weight: number;
  readonly group: string;
  readonly sentences: readonly Sentence[];
};
type HeldOut = Verdict & { readonly byRules: boolean; readonly vetoed: boolean };
type Verdict = { readonly text: string; readonly label: 0 | 1; readonly score: number };

const conversationReplies = z.array(
  z
    .object({
      chat_history: z.object({ messages: z.array(z.object({ from_creator: z.boolean(), content: z.string() })) }),
      output: z.string(),
    })
    .transform(({ chat_history: { messages }, output }) => [
      output,
      ...messages.flatMap(({ from_creator, content }) => (from_creator ? [content] : [])),
    ]),
);

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    out: { type: "string", default: meetingFile.path },
    report: { type: "boolean", default: false },
    show: { type: "string", default: "0" },
  },
});
const [data] = positionals;
if (data === undefined) {
  process.stderr.write("Give the folder of the data: npx tsx scripts/train-meetings.ts DATA\n");
  process.exit(2);
}

const find = meetingFinder();
const sentencesOf = (text: string, most = Number.POSITIVE_INFINITY): readonly Sentence[] => {
  const [reading] = readText(text);
  if (reading === undefined) return [];
  const matches = find(reading.tokens);
  return sentencesToJudge(text, 0, reading)
    .slice(0, most)
    .map(({ start, end, from, to }) => ({
      text: text.slice(start, end).trim(),
      extra: meetingHints(reading.tokens, matches, from, to),
    }));
};

const texts = readPublicTexts(data);
const hand = readMeetingLines("scripts/data/meetings-train.txt");
const kept = readMeetingLines("scripts/data/meetings-kept.txt");
const frames = readMeetingLines("scripts/data/meetings-frames.txt");
const random = seeded(5);
const message = (line: MeetingLine, weight: number, text = line.text): Message => ({
  text,
  label: line.label,
  weight,
  group: line.group,
  sentences: sentencesOf(text),
});
const negatives = (list: readonly string[], name: string, weight = publicWeight): readonly Message[] =>
  list.map((text, at) => ({
    text,
    label: 0,
    weight,
    group: `${name} ${Math.floor(at / 300)}`,
    sentences: sentencesOf(text, mostSentences),
  }));

const own = [...hand.map((line) => message(line, handWeight))];
const dialogue = negatives(texts.dialogue, "dialogue", dialogueWeight);
const replies = negatives(readReplies(), "replies", replyWeight).map((each, at) => ({
  ...each,
  group: `replies ${Math.floor(at / 20)}`,
}));
const messages: readonly Message[] = [
  ...own,
  ...dialogue,
  ...replies,
  ...hand.map((line) => message(line, textedWeight, asTexted(line.text, random))),
  ...frames.map((line) => message(line, frameWeight)),
  ...negatives(
    texts.comments.filter((_, row) => row % 2 === 0 && !unclearComments.has(row)),
    "comments",
  ),
  ...negatives(texts.prompts, "prompts"),
  ...negatives(texts.requests, "requests"),
  ...negatives(
    texts.questions.map(({ text }) => text),
    "questions",
  ),
  ...negatives(
    texts.moderation.map(({ text }) => text),
    "moderation",
  ),
];

/** Every sentence of a message that is none; of one that is, those that `speaks` takes for the reason. */
const examplesOf = (
  speaks: (sentence: Sentence, message: Message) => boolean,
): (LabelledText & { readonly of: number })[] =>
  messages.flatMap((each, of) =>
    each.sentences.flatMap((sentence) =>
      each.label === 0 || speaks(sentence, each)
        ? [{ ...sentence, label: each.label, weight: each.weight, group: each.group, of }]
        : [],
    ),
  );
const training = { file: meetingFile, epochs: 8, balance: 0.5, smoothing: 0.02 };
const first = openClassifier(
  meetingFile,
  trainClassifier(
    examplesOf(() => true).map((each) => ({
      ...each,
      weight: (each.weight ?? 1) / (messages[each.of]?.sentences.length ?? 1),
    })),
    { ...training, folds: 2 },
  ).bytes,
);
/** As the guard has it: what holds nothing of a meeting is not scored. All is learnt from, since words are. */
const marginOf = (model: Classifier, { text, extra }: Sentence): number =>
  mayMeet(extra) ? model.margin(text, extra) : -99;
const highest = new Map(
  messages.map((each) => [each, Math.max(-99, ...each.sentences.map((one) => marginOf(first, one)))]),
);
const examples = examplesOf(
  (sentence, each) =>
    marginOf(first, sentence) > -99 && marginOf(first, sentence) >= Math.min(1, highest.get(each) ?? 0),
);
const { bytes, report } = trainClassifier(examples, { ...training, folds: 4 });
writeFileSync(values.out, bytes);
say(
  `${report.examples} sentences, ${report.positives} of them of meetings; ${report.kept} of ${report.candidates} features kept`,
);

const heldOut = new Map<number, number>();
examples.forEach(({ of, extra }, at) => {
  if (!mayMeet(extra ?? [])) return;
  const p = report.heldOut[at] ?? 0;
  heldOut.set(of, Math.max(heldOut.get(of) ?? -99, Math.log(p / (1 - p))));
});
const rules = inPersonMeetings();
const caught = async (guard: typeof rules, text: string) => (await guard.check({ text, shown: "" })).action === "block";
const isVetoed = (text: string): boolean => sentencesOf(text).some(({ extra }) => isOutweighed(extra));
const judge = async (
  list: readonly { readonly text: string; readonly label: 0 | 1 }[],
  offset: number,
): Promise<readonly HeldOut[]> => {
  const judged: HeldOut[] = [];
  for (const [at, { text, label }] of list.entries())
    judged.push({
      text,
      label,
      score: heldOut.get(offset + at) ?? -99,
      byRules: await caught(rules, text),
      vetoed: isVetoed(text),
    });
  return judged;
};
const heldOutOwn = await judge(hand, 0);
const heldOutDialogue = await judge(
  texts.dialogue.map((text) => ({ text, label: 0 })),
  own.length,
);
const heldOutReplies = await judge(
  replies.map(({ text }) => ({ text, label: 0 })),
  own.length + dialogue.length,
);
say("held out, four parts, by threshold: own lines, and false positives on the dialogue and on the personas' replies");
for (const sure of [0.5, 0, -0.25, -0.5, -0.75, -1]) {
  for (const vetoed of [sure, 1, 2]) {
    const flagged = (list: readonly HeldOut[]): readonly Verdict[] =>
      list.map((each) => ({
        ...each,
        score: each.byRules || each.score >= (each.vetoed ? Math.max(sure, vetoed) : sure) ? 1 : -1,
      }));
    const alarms = (list: readonly HeldOut[]): string =>
      wilson(flagged(list).filter(({ score }) => score > 0).length, list.length);
    say(
      `  ${sure}, vetoed ${vetoed}: ${figures(flagged(heldOutOwn), 0)}; ${alarms(heldOutDialogue)}; ${alarms(heldOutReplies)}`,
    );
  }
}

const model = openClassifier(meetingFile, bytes);
const both = inPersonMeetings({ weights: bytes });
for (const part of values.report ? (["dev", "report"] as const) : (["dev"] as const)) {
  const lines = kept.filter((line) => line.part === part);
  for (const theme of ["", ...new Set(lines.map((line) => line.theme))]) {
    const of = lines.filter((line) => theme === "" || line.theme === theme);
    for (const [name, guard] of [
      ["rules", rules],
      ["both", both],
    ] as const) {
      if (theme !== "" && name === "rules") continue;
      const scored: Verdict[] = [];
      for (const line of of)
        scored.push({ text: line.text, label: line.label, score: (await caught(guard, line.text)) ? 1 : -1 });
      say(`${part} ${theme || "all"}, ${name}: ${figures(scored, 0)}`);
    }
  }
}
const count = async (list: readonly string[], guard: typeof rules): Promise<readonly string[]> => {
  const found: string[] = [];
  for (const text of list) if (await caught(guard, text)) found.push(text);
  return found;
};
for (const [name, list] of [
  ["kept third of the dialogue", texts.keptDialogue],
  ["all of the dialogue", [...texts.dialogue, ...texts.keptDialogue]],
] as const) {
  const alarms = await count(list, both);
  say(
    `${name}: rules ${wilson((await count(list, rules)).length, list.length)}, both ${wilson(alarms.length, list.length)}`,
  );
  if (name.startsWith("kept")) for (const text of alarms) say(`  caught ${text.slice(0, 160)}`);
}

const shown = Number(values.show);
if (shown > 0) {
  const sorted = [...heldOutOwn].sort((one, other) => one.score - other.score);
  for (const { text, score } of sorted.filter(({ label }) => label === 1).slice(0, shown))
    say(`  missed ${score.toFixed(2)} ${text}`);
  for (const { text, score } of sorted
    .filter(({ label }) => label === 0)
    .reverse()
    .slice(0, shown))
    say(`  alarm ${score.toFixed(2)} ${text}`);
  const comments = texts.comments.map((text, row) => ({
    text,
    row,
    score: Math.max(-99, ...sentencesOf(text).map((one) => marginOf(model, one))),
  }));
  comments.sort((one, other) => other.score - one.score);
  for (const { text, row, score } of comments.slice(0, 40))
    say(`  comment ${row} ${score.toFixed(2)} ${text.slice(0, 140)}`);
  for (const line of kept.filter(({ part }) => part === "dev")) {
    const score = Math.max(-99, ...sentencesOf(line.text).map((one) => marginOf(model, one)));
    if (score > 0 !== (line.label === 1)) say(`  dev ${line.label} ${score.toFixed(2)} ${line.text}`);
  }
}

/** What the two personas of the project wrote themselves: neither ever meets anyone. */
function readReplies(): readonly string[] {
  const files = ["training_data/conversations.json", "training_data/personas/roz/conversations.json"];
  return [
    ...new Set(files.flatMap((file) => conversationReplies.parse(JSON.parse(readFileSync(file, "utf8"))).flat())),
  ];
}

/** Recall and precision of what scores above a margin. */
function figures(scored: readonly Verdict[], margin: number): string {
  const of = (label: 0 | 1) => scored.filter((each) => each.label === label);
  const hits = of(1).filter(({ score }) => score > margin).length;
  const alarms = of(0).filter(({ score }) => score > margin).length;
  const precision = hits + alarms === 0 ? "none" : wilson(hits, hits + alarms);
  return `recall ${of(1).length === 0 ? "none" : wilson(hits, of(1).length)}, precision ${precision}`;
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
