/**
 * Measures the guards of the built program on public data, with 95 % Wilson intervals.
 *   npx tsx scripts/measure-guards.ts DATA_FOLDER [--show N] [--program "node dist/understudy.js"]
 * DATA_FOLDER holds topics.dev.jsonl and dialogue.dev.txt (Topical-Chat, CDLA-Sharing-1.0), identity.dev.jsonl
 * (R-U-A-Robot, MIT) and crisis.dev.jsonl (OpenAI's moderation evaluation set, MIT). Prints counts, shares and, with
 * --show, up to N misses and false alarms of each kind.
 */
import { spawn } from "node:child_process";
import { createReadStream } from "node:fs";
import { access } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { parseArgs } from "node:util";

type Row = { readonly text: string; readonly side: "input" | "output"; readonly wanted: boolean | undefined };
type Verdict = { readonly action: string; readonly category?: string; readonly micros?: number };
type Measured = Row & { readonly category: string; readonly caught: boolean };

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
  const ofTopic = (name: string): Row[] =>
    topics.flatMap(({ text, topic, label }) => (topic === name ? [{ text, side: "output", wanted: label === 1 }] : []));
  const plain = (side: Row["side"]): Row[] => dialogue.map((text) => ({ text, side, wanted: undefined }));

  await measure("platforms, Topical-Chat topics", "social-platforms", ofTopic("platform"), show);
  await measure("meetings, Topical-Chat topics", "in-person-meetings", ofTopic("meeting"), show);
  await measure("platforms on dialogue (mentions among them)", "social-platforms", plain("output"), show);
  await measure("meetings on dialogue", "in-person-meetings", plain("output"), show);
  await measure(
    "identity, R-U-A-Robot without its ambiguous rows",
    "identity",
    identity.flatMap(({ text, label }) =>
      label === "ambiguous" ? [] : [{ text, side: "input", wanted: label === "asks" }],
    ),
    show,
  );
  await measure("identity on dialogue", "identity", plain("input"), show);
  await measure(
    "crisis, OpenAI moderation set",
    "crisis",
    crisis.map(({ text, label }) => ({ text, side: "input", wanted: label === "crisis" })),
    show,
  );
  await measure("crisis on dialogue", "crisis", plain("input"), show);
}

/** Rows without `wanted` are ordinary text: whatever is caught there is listed, and counted as a rate. */
async function measure(title: string, category: string, rows: readonly Row[], show: number): Promise<void> {
  const verdicts = await check(rows);
  const measured: Measured[] = rows.map((row, at) => {
    const verdict = verdicts[at];
    return { ...row, category, caught: verdict?.action !== "allow" && verdict?.category === category };
  });
  const of = (wanted: boolean | undefined, caught: boolean) =>
    measured.filter((row) => row.wanted === wanted && row.caught === caught);
  const hits = of(true, true).length;
  const misses = of(true, false);
  const alarms = [...of(false, true), ...of(undefined, true)];
  const harmless = measured.filter(({ wanted }) => wanted !== true).length;
  say(`${title} (n = ${rows.length})`);
  if (hits + misses.length > 0) {
    say(`  recall     ${share(hits, hits + misses.length)}`);
    say(`  precision  ${share(hits, hits + alarms.length)}`);
    say(`  F1         ${((2 * hits) / (2 * hits + misses.length + alarms.length)).toFixed(3)}`);
  }
  if (harmless > 0) say(`  caught of the rest ${share(alarms.length, harmless)}`);
  const micros = verdicts.flatMap((verdict) => verdict.micros ?? []).sort((one, other) => one - other);
  const at = (part: number) => micros[Math.floor(part * (micros.length - 1))]?.toFixed(0) ?? "?";
  say(`  microseconds a row: p50 ${at(0.5)}, p99 ${at(0.99)}`);
  for (const { text } of misses.slice(0, show)) say(`    missed ${brief(text)}`);
  for (const { text } of alarms.slice(0, show)) say(`    caught ${brief(text)}`);
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

async function readRows(path: string): Promise<{ text: string; label: string | number; topic?: string }[]> {
  return (await readLines(path)).map((line) => JSON.parse(line));
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

function brief(text: string): string {
  return JSON.stringify(text.length > 160 ? `${text.slice(0, 160)}…` : text);
}

/** k of n as a percentage with its 95 % Wilson interval (Wilson 1927). */
function share(k: number, n: number): string {
  if (n === 0) return "none";
  const z = 1.96;
  const p = k / n;
  const middle = (p + (z * z) / (2 * n)) / (1 + (z * z) / n);
  const half = (z / (1 + (z * z) / n)) * Math.sqrt((p * (1 - p)) / n + (z * z) / (4 * n * n));
  const percent = (value: number) => (100 * Math.max(0, value)).toFixed(2);
  return `${percent(p)} % (${k}/${n}; ${percent(middle - half)}–${percent(middle + half)})`;
}
