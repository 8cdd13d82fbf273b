import { execFile } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const importing = (from: string) => `import { thing } from "${from}";\nexport const copy = thing;\n`;

const barred: readonly [path: string, from: string][] = [
  ["brain/core/a.ts", "../text/normalise.ts"],
  ["brain/text/a.ts", "../modules/predict.ts"],
  ["brain/signatures/a.ts", "../lms/offline.ts"],
  ["brain/context/a.ts", "../modules/predict.ts"],
  ["brain/lms/a.ts", "../signatures/respond.ts"],
  ["brain/modules/a.ts", "../lms/offline.ts"],
  ["brain/pipelines/a.ts", "../modules/predict.ts"],
  ["brain/a.ts", "../guards/gate.ts"],
  ["brain/b.ts", "../app/compose.ts"],
  ["guards/output/a.ts", "../../brain/modules/predict.ts"],
  ["guards/a.ts", "../optimizers/knn-few-shot.ts"],
  ["optimizers/a.ts", "../store/prediction-log.ts"],
  ["evals/a.ts", "../optimizers/knn-few-shot.ts"],
  ["evals/metrics/a.ts", "../../brain/modules/predict.ts"],
  ["store/a.ts", "../brain/text/normalise.ts"],
  ["app/a.ts", "../cli/chat.ts"],
  ["app/b.ts", "../test/fixtures/persona.ts"],
  ["cli/a.ts", "../guards/gate.ts"],
  ["cli/terminal/a.ts", "../../brain/run-turn.ts"],
  ["scripts/a.ts", "../optimizers/knn-few-shot.ts"],
];

const granted: readonly [path: string, from: string][] = [
  ["brain/text/ok.ts", "../core/turn.ts"],
  ["brain/modules/ok.ts", "../signatures/respond.ts"],
  ["brain/ok.ts", "./modules/predict.ts"],
  ["guards/output/ok.ts", "../../brain/core/turn.ts"],
  ["guards/output/fine.ts", "../data/platforms.ts"],
  ["app/ok.ts", "../guards/gate.ts"],
  ["cli/ok.ts", "../app/compose.ts"],
];

const pure = ["brain/core", "brain/lms", "brain", "guards/output", "optimizers", "evals"];
const impure: readonly [name: string, source: string, sign: string][] = [
  ["file.ts", importing("node:fs/promises"), "noRestrictedImports"],
  ["setting.ts", "export const key = process.env.KEY;\n", "noRestrictedGlobals"],
  ["clock.ts", "export const now = Date.now();\n", "Date.now() is barred"],
];

// The project's own rules over planted files, in a folder of their own: one run for all.
const folder = mkdtempSync(join(tmpdir(), "understudy-lint-"));
let told = "";

const plant = (path: string, source: string) => {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), source);
};

beforeAll(async () => {
  for (const file of ["biome.json", "no-clock.grit"]) cpSync(file, join(folder, file));
  for (const [path, from] of [...barred, ...granted]) plant(path, importing(from));
  for (const room of pure) for (const [name, source] of impure) plant(join(room, name), source);
  const biome = resolve("node_modules/.bin/biome");
  const flags = ["lint", "--vcs-enabled=false", "--max-diagnostics=none", "--colors=off", "."];
  told = await new Promise((done) => {
    execFile(biome, flags, { cwd: folder, maxBuffer: 2 ** 26 }, (_, stdout, stderr) => done(stdout + stderr));
  });
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What the lint told of one file. */
const of = (path: string): string =>
  told
    .split(/\n(?=\S+\.ts[: ])/)
    .filter((part) => part.trimStart().startsWith(`${path}:`))
    .join("\n");

describe("the import table", () => {
  it.each(barred)("bars %s from %s", (path) => {
    expect(of(path)).toContain("noRestrictedImports");
  });

  it.each(granted)("lets %s have %s", (path) => {
    expect(of(path)).not.toContain("noRestrictedImports");
  });

  it.each(pure)("keeps %s away from files, settings and the clock", (room) => {
    for (const [name, , sign] of impure) expect(of(`${room}/${name}`)).toContain(sign);
  });
});
