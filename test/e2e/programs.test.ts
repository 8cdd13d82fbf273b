import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import type { PredictionRecord } from "../../brain/core/prediction.ts";
import type { TurnEvent } from "../../brain/core/turn.ts";
import { type SaveProgramInput, saveProgram } from "../fixtures/save-program.ts";
import { writeSmallClient } from "../fixtures/small-client.ts";
import { jsonLines, sandbox } from "./program.ts";

const { folder, env, run, remove } = sandbox();
afterAll(remove);

const stackFrame = /^\s+at /m;
const home = env.UNDERSTUDY_HOME;

/** A client's files of their own, so that no test sees another's programs. */
const client = (name: string) => {
  const place = join(folder, name);
  mkdirSync(place);
  writeSmallClient(place);
  const persona = join(place, "persona.yaml");
  const dataPath = join(place, "conversations.json");
  const save = (program: string, more: Partial<SaveProgramInput> = {}) =>
    saveProgram({ home, dataPath, name: program, ...more });
  const programs = (...args: string[]) => run(["programs", ...args, "--persona", persona]);
  const demos = async (...args: string[]) => {
    const input = `${JSON.stringify({ messages: [{ from_creator: false, content: "rain again today" }] })}\n`;
    const { stdout, stderr, code } = await run(["demos", "--persona", persona, ...args], { input });
    return { stderr, code, ids: jsonLines<{ demos: { id: string }[] }>(stdout)[0]?.demos.map(({ id }) => id) ?? [] };
  };
  const say = (...args: string[]) => run(["say", "rain again today", "--lm", "offline", "--persona", persona, ...args]);
  return { place, persona, dataPath, save, programs, demos, say };
};

describe("understudy programs", () => {
  it("says that there are none, and that chat does without", async () => {
    const { programs, persona } = client("none");
    const { stdout, code } = await run(["programs", "--persona", persona]);
    expect(stdout).toBe(
      "no programs yet: `understudy compile` makes them\nnothing is promoted: chat uses its default, the nearest examples\n",
    );
    expect(code).toBe(0);
    const rollback = await programs("rollback");
    expect(rollback.stderr).toContain("No program is promoted");
    expect(rollback.code).toBe(1);
    const json = await programs("list", "--json");
    expect(JSON.parse(json.stdout)).toEqual([]);
    const misspelt = await run(["programs", "promot", "one"]);
    expect(misspelt.stderr).toContain("Did you mean promote?");
    expect(misspelt.code).toBe(2);
  });

  it("lists programs with their figures, and what cannot be used with why", async () => {
    const { save, programs } = client("list");
    const { library, folder: good } = await save("good");
    const { folder: cut } = await save("cut");
    await library.promote("good", "2026-03-02T00:00:00Z");
    await library.recordTouch("good", { at: "2026-03-03T00:00:00Z", run: "r1", n: 50, testset: "c".repeat(64) });
    writeFileSync(join(cut, "vectors.f32"), "short");
    mkdirSync(join(dirname(good), "\u001b[31mHoliday"));
    const { stdout, code } = await programs();
    expect(stdout).toMatch(
      /^\* good: knn, nearest k=3, history 4\n {4}relevance 0\.500 \(0\.400–0\.600; n = 48\); zero-shot 0\.125\n {4}\d+ examples; compiled 2026-03-01 09:30; testset seen 1×$/m,
    );
    expect(stdout.replaceAll(/\s+/g, " ")).toMatch(/✗ cut cannot be used: vectors\.f32 has 5 bytes.*cut\)/);
    for (const line of stdout.split("\n")) expect(line.length).toBeLessThanOrEqual(80);
    expect(stdout).toMatch(/^✗ Holiday cannot be used: not a program/m);
    expect(stdout).not.toContain("\u001b");
    expect(code).toBe(0);
    const json = await programs("--json");
    expect(JSON.parse(json.stdout)).toMatchObject([
      { problem: expect.any(String) },
      { name: "cut", promoted: false, problem: expect.stringContaining("vectors.f32") },
      { name: "good", promoted: true, score: { mean: 0.5, n: 48 }, touches: [{ run: "r1" }] },
    ]);
  });

  it("names the programs that there are where one is missing, and exits 2", async () => {
    const { save, programs, say } = client("missing");
    await save("only");
    for (const args of [
      ["show", "nobody"],
      ["diff", "only", "nobody"],
      ["promote", "nobody"],
      ["show", "../only"],
    ]) {
      const { stdout, stderr, code } = await programs(...args);
      expect(stdout).toBe("");
      expect(stderr).toMatch(args.includes("nobody") ? /There are only/ : /small letters/);
      expect(stderr).not.toMatch(stackFrame);
      expect(code).toBe(2);
    }
    const spoken = await say("--program", "nobody");
    expect(spoken.stderr).toMatch(/--program: .*There are only/);
    expect(spoken.code).toBe(2);
  });

  it("shows all of a program, and whether its examples are still as they were", async () => {
    const { save, programs, dataPath } = client("show");
    await save("one", { settings: { pinned: 1 } });
    const { stdout, code } = await programs("show", "one");
    expect(code).toBe(0);
    expect(stdout).toMatch(/^one \([0-9a-f]{12}\)$/m);
    expect(stdout).toMatch(/^ examples +\d+, which are as they were$/m);
    expect(stdout).toMatch(/^ testset +never looked at$/m);
    expect(stdout).toMatch(/^\* +one +0\.500/m);
    expect(stdout).toMatch(/^ +zero-shot \(baseline\) +0\.125/m);
    expect(stdout).toMatch(/^instruction\n {2}Answer as the persona would\.\n {2}This is one\.$/m);
    expect(stdout).toMatch(/^pinned demos\n {2}\S+: the client's own reply$/m);
    const examples: object[] = JSON.parse(readFileSync(dataPath, "utf8"));
    const added = {
      chat_history: { messages: [{ from_creator: false, content: "quite new" }] },
      output: "x",
      id: "new",
    };
    writeFileSync(dataPath, JSON.stringify([...examples, added]));
    expect((await programs("show", "one")).stdout).toMatch(/^ examples .* which have changed since: 1 added \(new\)$/m);
    const json = await programs("show", "one", "--json");
    expect(JSON.parse(json.stdout)).toMatchObject({ trainset: { added: ["new"], removed: [] }, optimizer: "knn" });
  });

  it("names optimizers as --optimizer does", async () => {
    const { save, programs } = client("optimizers");
    for (const optimizer of ["knn-few-shot", "labeled-few-shot", "random-demos", "bootstrap-few-shot", "gepa"])
      await save(optimizer, { changes: { optimizer } });
    const { stdout } = await programs();
    expect([...stdout.matchAll(/^ {2}\S+: (\w+),/gm)].map(([, name]) => name)).toEqual([
      "bootstrap",
      "gepa",
      "knn",
      "labeled",
      "random",
    ]);
    expect((await programs("show", "random-demos")).stdout).toMatch(/^ optimizer +random$/m);
  });

  it("says that the record of looks at the testset is damaged, not that there were none", async () => {
    const { save, programs } = client("looks");
    const { library, folder: place } = await save("one");
    await library.recordTouch("one", { at: "2026-03-03T00:00:00Z", run: "r1", n: 50, testset: "c".repeat(64) });
    writeFileSync(join(place, "test-touches.jsonl"), '{"at":1}\n', { flag: "a" });
    for (const args of [[], ["show", "one"]]) {
      const { stdout, code } = await programs(...args);
      expect(stdout.replaceAll(/\s+/g, "")).toMatch(/cannotbetold:.*test-touches\.jsonl,line2:atisnot/);
      expect(stdout).not.toMatch(/never|cannot be used/);
      expect(code).toBe(0);
      const [json] = [JSON.parse((await programs(...args, "--json")).stdout)].flat();
      expect(json).toMatchObject({ touchesProblem: expect.stringContaining("line 2") });
      expect(json).not.toHaveProperty("touches");
    }
  });

  it("never sets scores of different metrics side by side", async () => {
    const { save, programs } = client("rulers");
    await save("one");
    const record = (await (await save("two")).library.load("two")).program.record;
    if (record === undefined) throw new Error("no record");
    await save("two", { changes: { record: { ...record, metric: "chrf" } }, replace: true });
    const { stdout } = await programs("diff", "one", "two");
    expect(stdout).toContain("not to be compared: one was measured by relevance, the other by chrf");
    expect(stdout).toMatch(/^ {2}- one, by relevance\n {6}one: 0\.500 .*\n {6}zero-shot: 0\.125/m);
    expect(stdout).toMatch(/^ {2}\+ two, by chrf$/m);
    await save("two", { changes: { record: { ...record, devset: "d".repeat(64) } }, replace: true });
    expect((await programs("diff", "one", "two")).stdout).toContain("different devsets");
  });

  it("says what `default` is where a program is to be named", async () => {
    const { programs } = client("default");
    for (const args of [
      ["promote", "default"],
      ["show", "default"],
      ["diff", "default", "default"],
    ]) {
      const { stderr, code } = await programs(...args);
      expect(stderr).toMatch(/the plain nearest examples[\s\S]*programs rollback[\s\S]*--program default/);
      expect(code).toBe(2);
    }
  });

  it("shows what two programs differ in", async () => {
    const { save, programs } = client("diff");
    await save("one");
    await save("two", { settings: { k: 5, pinned: 1 } });
    const { stdout } = await programs("diff", "one", "two");
    expect(stdout).toMatch(/^settings\n {2}k +3 → 5\n {2}pinned +0 → 1$/m);
    expect(stdout).toMatch(
      /^instruction\n {4}Answer as the persona would\.\n {2}- This is one\.\n {2}\+ This is two\.$/m,
    );
    expect(stdout).toMatch(/^pinned demos\n {2}\+ \S+$/m);
    expect(stdout).not.toMatch(/^(examples|embedder|optimizer)/m);
  });
});

describe("chat with a promoted program", () => {
  it("uses it, says which one it was, and goes back", async () => {
    const { save, programs, demos, persona } = client("promoted");
    const { id } = await save("short", { settings: { k: 2, order: "nearest-last" } });
    await save("none", { settings: { choice: "none" } });
    expect((await programs("promote", "short")).stdout).toContain(`short (${id}) is promoted`);
    const { ids, stderr } = await demos();
    expect(stderr).toBe("");
    expect(ids).toHaveLength(2);
    const chat = ["chat", "--lm", "offline", "--persona", persona, "--trace"];
    const events = jsonLines<TurnEvent>((await run(chat, { input: "rain again today\n" })).stdout);
    expect(events.find(({ type }) => type === "demos")).toMatchObject({ program: { name: "short", id } });
    expect(JSON.stringify(events.find(({ type }) => type === "prompt"))).toContain("This is short.");
    const day = new Date().toISOString().slice(0, 10);
    const predictions = jsonLines<PredictionRecord>(readFileSync(join(home, "predictions", `${day}.jsonl`), "utf8"));
    expect(predictions.at(-1)?.metadata).toMatchObject({ program: { name: "short", id } });

    expect((await demos("--program", "none")).ids).toEqual([]);
    const usual = await demos("--program", "default");
    expect(usual.ids).toHaveLength(5);
    expect((await demos("-k", "4")).ids).toHaveLength(4);
    await programs("promote", "none");
    expect((await programs("rollback")).stdout).toBe(`rolled back: short (${id}) is promoted\n`);
    expect((await programs("rollback")).stdout).toContain("nothing is promoted now");
    expect((await demos()).ids).toEqual(usual.ids);
  });

  it("goes back to the last program that is still as it was promoted, and says which were passed over", async () => {
    const { save, programs, say } = client("back");
    const { id: oldId } = await save("old");
    const { folder: cut } = await save("cut");
    const { id: replaced } = await save("replaced");
    await save("last");
    for (const name of ["old", "cut", "replaced", "last"]) await programs("promote", name);
    await save("replaced", { settings: { k: 1 }, replace: true });
    writeFileSync(join(cut, "vectors.f32"), "short");
    const { stdout, stderr, code } = await programs("rollback");
    expect(stdout).toBe(`rolled back: old (${oldId}) is promoted\n`);
    expect(stderr).toMatch(new RegExp(`passed over: replaced \\(${replaced}\\).*was replaced since`));
    expect(stderr).toMatch(/passed over: cut .*vectors\.f32 has 5/);
    expect(code).toBe(0);
    await save("old", { settings: { k: 1 }, replace: true });
    await programs("promote", "last");
    const nothing = await programs("rollback");
    expect(nothing.stdout).toContain("nothing is promoted now");
    expect(nothing.stderr).toContain("passed over: old");
    expect((await say()).code).toBe(0);
  });

  it("tells that its examples have changed, and speaks from those that are there", async () => {
    const { save, programs, demos, dataPath } = client("changed");
    await save("one");
    await programs("promote", "one");
    const before = await demos();
    const examples: { id: string }[] = JSON.parse(readFileSync(dataPath, "utf8"));
    writeFileSync(dataPath, JSON.stringify(examples.filter(({ id }) => id !== before.ids[0])));
    const { ids, stderr, code } = await demos();
    expect(stderr).toMatch(/^understudy: The program "one" was compiled from other examples \(1 removed\)/);
    expect(ids).toHaveLength(3);
    expect(ids).not.toContain(before.ids[0]);
    expect(code).toBe(0);
  });

  it("never speaks without it where it cannot be used, and says what to do", async () => {
    const { save, programs, say } = client("broken");
    const { folder: place, directory } = await save("one");
    await save("other", { changes: { student: { signature: "greet", instructions: "Greet." } } });
    await save("strange", { changes: { settings: { beams: 4 } } });
    for (const name of ["other", "strange"]) {
      const refused = await programs("promote", name);
      expect(refused.stderr).toContain(`The program "${name}" cannot be used`);
      expect(refused.code).toBe(1);
    }
    await programs("promote", "one");
    const fails = async (expected: RegExp) => {
      const { stdout, stderr, code } = await say();
      expect(stdout).toBe("");
      expect(stderr).toMatch(expected);
      expect(stderr).toContain("understudy programs rollback");
      expect(stderr).not.toMatch(stackFrame);
      expect(code).toBe(1);
    };
    const whole = readFileSync(join(place, "program.json"), "utf8");
    writeFileSync(join(place, "program.json"), whole.replace("This is one", "This is 1ne"));
    await fails(/program "one" in .*one cannot be used: program\.json was changed since it was saved/);
    rmSync(place, { recursive: true });
    await fails(/no program named "one"/);
    expect((await programs()).code).toBe(1);
    await save("one", { settings: { k: 1 } });
    await fails(/"one" was replaced since/);
    expect((await programs("promote", "one")).code).toBe(0);
    writeFileSync(join(place, "vectors.f32"), "short");
    await fails(/program "one" in .* cannot be used: vectors\.f32 has 5/);
    const damaged = await programs();
    expect(damaged.stderr).toBe((await say()).stderr);
    expect(damaged.stdout).toMatch(/one is promoted, but cannot be used: chat does not start/);

    writeFileSync(join(directory, "promoted.json"), "{");
    const { stderr, code } = await say();
    expect(stderr).toMatch(/promoted\.json, which tells the promoted program, cannot be read: it is damaged/);
    expect(stderr).toMatch(/to fix: +remove it: nothing is promoted then/);
    expect(code).toBe(1);
    const listed = await programs();
    expect(listed.stderr).toBe(stderr);
    expect(listed.stdout).toMatch(/which program is promoted cannot be told: chat does not start/);
    expect(listed.stdout).not.toContain("nothing is promoted");
    expect(listed.code).toBe(1);
    expect((await say("--program", "default")).code).toBe(0);
  });
});
