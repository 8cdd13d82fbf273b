import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { loadSplits } from "../../../app/evaluation/load-splits.ts";
import { InputError } from "../../../brain/core/errors.ts";
import { rejection, temporaryFolder } from "../temporary-folder.ts";

const load = (content: string) => loadSplits(temporaryFolder().write("splits.json", content));

describe("loadSplits", () => {
  test("three sets of conversations, other keys passed over", async () => {
    const splits = await load('{ "seed": 7, "train": ["a", "b"], "dev": ["c"], "test": [] }');
    expect(splits).toEqual({ train: new Set(["a", "b"]), dev: new Set(["c"]), test: new Set() });
  });

  test("a file that is not there is no fault", async () => {
    expect(await loadSplits(join(temporaryFolder().folder, "splits.json"))).toBeUndefined();
  });

  test.each([
    ['{ "train": ["a"],\n "dev": ["a"], "test": [] }', /train\[0\] and dev\[0\] name the same conversation \(line 2\)/],
    ['{ "train": ["a", "a"], "dev": [], "test": [] }', /train\[0\] and train\[1\]/],
    ['{ "train": ["a"], "dev": [] }', /test holds nothing/],
    ['{ "train": ["a", 3], "dev": [], "test": [] }', /train\[1\] holds a number[\s\S]*expected: text/],
    ['{ "train": [], "dev": [], "test": [] }', /train holds an empty list/],
    ["[]", /the top holds an empty list/],
    ['{ "train": [', /half-written/],
    ["", /is empty/],
  ])("%j is refused with the reason", async (content, reason) => {
    const error = await rejection(load(content));
    expect(error).toBeInstanceOf(InputError);
    expect(error.message).toMatch(reason);
  });
});
