import { describe, expect, it } from "vitest";
import { defaultDemoSettings } from "../../optimizers/demo-settings.ts";
import { extendProgram } from "../../optimizers/extend-program.ts";
import { knnFewShot } from "../../optimizers/knn-few-shot.ts";
import { countingEmbedder } from "./counting-embedder.ts";
import { example, talk } from "./make-example.ts";
import { openSelector } from "./open-selector.ts";

const student = { signature: "respond", instructions: "Answer as the persona would." };
const trainset = ["good morning", "good night", "which film is it"].map((text, i) => example(`${i}`, [text]));
const added = [example("new", ["where is the ribbon"]), example("newer", ["is the ribbon red"])];
const optimizer = () => knnFewShot(defaultDemoSettings, { embedder: countingEmbedder() });

const setUp = async () => {
  const program = await optimizer().compile(student, trainset);
  return { program, ...openSelector(program) };
};

describe("extendProgram", () => {
  it("gives what compiling all examples would give, and embeds the new ones alone", async () => {
    const { program, embedder, index } = await setUp();
    const extended = await extendProgram(program, added, { embedder, index });
    expect(extended).toEqual(await optimizer().compile(student, [...trainset, ...added]));
    expect(embedder.calls.flat()).toEqual(["where is the ribbon", "is the ribbon red"]);
    expect(program.rows).toHaveLength(3);
  });

  it("adds them to the index, after the other rows", async () => {
    const { program, embedder, index } = await setUp();
    const { vectors } = await extendProgram(program, added, { embedder, index });
    expect(index.search(vectors.slice(4 * 48), 1)).toEqual([{ row: 4, similarity: expect.closeTo(1, 6) }]);
  });

  it("changes nothing where nothing is added, or where it fails", async () => {
    const { program, embedder, index } = await setUp();
    expect(await extendProgram(program, [], { embedder, index })).toBe(program);
    const twice = extendProgram(program, [example("1", ["again"])], { embedder, index });
    await expect(twice).rejects.toMatchObject({ code: "input" });
    const other = { embedder: countingEmbedder({ version: "2" }), index };
    await expect(extendProgram(program, added, other)).rejects.toMatchObject({ code: "mismatched" });
    expect(index.search(program.vectors.slice(0, 48), 9)).toHaveLength(3);
  });
});

describe("demoSelector.add", () => {
  it("chooses what was added from then on, and no earlier", async () => {
    const { selector } = await setUp();
    const query = { messages: talk("is the ribbon red"), k: 1 };
    const adding = selector.add(added);
    await adding;
    expect((await selector.select(query)).map(({ id }) => id)).toEqual(["newer"]);
  });

  it("takes additions one after another, though none is waited for, and goes on after a failed one", async () => {
    const { selector } = await setUp();
    const [first, failed, last] = [
      selector.add(added.slice(0, 1)),
      selector.add([example("0", ["again"])]),
      selector.add(added.slice(1)),
    ];
    await expect(failed).rejects.toMatchObject({ code: "input" });
    expect((await first).rows).toHaveLength(4);
    expect((await last).rows.map(({ id }) => id)).toEqual(["0", "1", "2", "new", "newer"]);
    expect((await selector.select({ messages: talk("where is the ribbon"), k: 2 })).map(({ id }) => id)).toEqual([
      "new",
      "newer",
    ]);
  });

  it("is not disturbed by a choice that is under way", async () => {
    const { selector, index, program } = await setUp();
    const query = { messages: talk("is the ribbon red"), k: 9 };
    // As if another had added to the index meanwhile.
    index.add(program.vectors.slice(0, 48));
    expect(await selector.select(query)).toHaveLength(3);
  });
});
