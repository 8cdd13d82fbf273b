import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { sandbox } from "./program.ts";

const { folder, run, remove } = sandbox();
afterAll(remove);

type Said = readonly [conversation: string, message: string, reply: string];
const subjects =
  "ferry,kettle,ribbon,window,lamp,bread,camera,letter,garden,winter,bench,radio,coat,bridge,cat,map".split(",");
const plain: readonly Said[] = subjects.map((subject, row) => [
  `c${row}`,
  `tell me about the ${subject} you mentioned`,
  `${subject.toUpperCase()} ${[...subject].reverse().join("")} number ${row * 7919}, and no more of it today`,
]);

/** A client's folder with these examples and, where it is given, this splits.json. */
const client = (name: string, said: readonly Said[], splits?: object) => {
  const place = join(folder, name);
  mkdirSync(place);
  const data = join(place, "conversations.json");
  const write = (some: readonly Said[]) =>
    writeFileSync(
      data,
      JSON.stringify(
        some.map(([conversation, content, output]) => ({
          id: conversation,
          conversation,
          chat_history: { messages: [{ from_creator: false, content }] },
          output,
        })),
      ),
    );
  write(said);
  const path = join(place, "splits.json");
  if (splits) writeFileSync(path, JSON.stringify(splits));
  const read = () => JSON.parse(readFileSync(path, "utf8")) as Record<"train" | "dev" | "test", string[]>;
  return { data, path, write, read };
};

describe("understudy splits check", () => {
  it("finds nothing in the splits that come with the program", async () => {
    const { code, stdout } = await run(["splits", "check"]);
    expect(stdout).toMatch(/620 train, 65 dev, 65 test\nno example of dev or test/);
    expect(code).toBe(0);
  });

  const [first, ...others] = plain;
  let leakies = 0;
  const leaky = () =>
    client(
      `leaky-${++leakies}`,
      [
        ...plain,
        ["again", `${first?.[1]}!!`, `${first?.[2]}.`],
        ["new", "something else", "Quite another thing, this one."],
      ],
      { train: [first?.[0], "gone"], dev: [], test: ["again", ...others.map(([name]) => name)] },
    );

  it("names what could have been learned, exits 100, and tells of names that lead nowhere", async () => {
    const { code, stdout, stderr } = await run(["splits", "check", "--data", leaky().data]);
    expect(code).toBe(100);
    expect(stdout).toMatch(/test again ≈ train c0: the same message and reply \(1\.00\)/);
    expect(stderr).toMatch(/1 conversation in no split: chat uses it, but no compile learns from it .*: new/);
    expect(stderr).toMatch(/dev is empty: there is nothing to choose programs on/);
    expect(stderr).toMatch(/1 name in the splits that no example has: gone/);
  });

  it("prints all of it as JSON", async () => {
    const { code, stdout } = await run(["splits", "check", "--json", "--data", leaky().data]);
    expect(code).toBe(100);
    expect(JSON.parse(stdout)).toMatchObject({
      conversations: { train: 2, dev: 0, test: 16 },
      leaks: [{ kind: "exchange", example: { id: "again", split: "test" }, twin: { id: "c0", split: "train" } }],
      unassigned: ["new"],
      missing: ["gone"],
    });
  });

  it("does not call splits good that measure nothing", async () => {
    const { data } = client("empty", plain, { train: plain.map(([name]) => name), dev: [], test: [] });
    const { stdout, stderr, code } = await run(["splits", "check", "--data", data]);
    expect(stdout).toMatch(/16 train, 0 dev, 0 test\ndev and test are empty: nothing was compared\n$/);
    expect(stderr).toMatch(/dev is empty[\s\S]*test is empty/);
    expect(code).toBe(0);
  });

  it("without a file says how one is made", async () => {
    const { code, stderr } = await run(["splits", "check", "--data", client("none", plain).data]);
    expect(code).toBe(2);
    expect(stderr).toMatch(/no such file[\s\S]*splits freeze/);
  });
});

describe("understudy splits freeze", () => {
  it("makes a split that passes its own check, and never a second one", async () => {
    const { data, path, read } = client("fresh", plain);
    const made = await run(["splits", "freeze", "--data", data, "--train", "0.6", "--dev", "0.2"]);
    expect(made).toMatchObject({ code: 0, stdout: expect.stringMatching(/\d+ train, \d dev, \d test \(seed 1\)/) });
    expect((await run(["splits", "check", "--data", data])).code).toBe(0);
    const before = readFileSync(path, "utf8");
    const again = await run(["splits", "freeze", "--data", data, "--seed", "2"]);
    expect(again.code).toBe(2);
    expect(again.stderr).toMatch(/is there already, and a split is frozen once/);
    expect(readFileSync(path, "utf8")).toBe(before);
    expect(Object.values(read()).slice(0, 3).flat()).toHaveLength(plain.length);
  });

  it("--extend adds what is new to train, moves nothing, and leaves out what repeats the testset", async () => {
    const { data, write, read } = client("grown", plain, { train: ["c0"], dev: ["c1"], test: ["c2"], mine: "kept" });
    write([...plain.slice(0, 4), ["twin", plain[2]?.[1] ?? "", plain[2]?.[2] ?? ""]]);
    const { code, stdout, stderr } = await run(["splits", "freeze", "--extend", "--data", data]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/1 conversation added to train/);
    expect(stderr).toMatch(/1 conversation left in no split[\s\S]*twin/);
    expect(read()).toEqual({ train: ["c0", "c3"], dev: ["c1"], test: ["c2"], mine: "kept" });
  });

  it("writes nothing where there is too little to split, or the shares leave nothing for test", async () => {
    const { data, path } = client("few", plain.slice(0, 4));
    const few = await run(["splits", "freeze", "--data", data]);
    expect(few).toMatchObject({ code: 2, stderr: expect.stringMatching(/too few[\s\S]*--split loco/) });
    const greedy = await run(["splits", "freeze", "--data", data, "--train", "0.9", "--dev", "0.1"]);
    expect(greedy).toMatchObject({ code: 2, stderr: expect.stringMatching(/leave nothing for test/) });
    const idle = await run(["splits", "freeze", "--data", data, "--train", "0"]);
    expect(idle).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/--train: 0 for train leaves nothing to learn/),
    });
    expect(existsSync(path)).toBe(false);
  });
});
