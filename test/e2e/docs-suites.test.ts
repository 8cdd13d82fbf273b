import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { sandbox } from "./program.ts";

const { folder, run, remove } = sandbox();
afterAll(remove);

const examples = [...readFileSync("docs/suites.md", "utf8").matchAll(/^```(json|yaml)\n([\s\S]*?)^```$/gm)];

describe("the examples of docs/suites.md", () => {
  it.each(examples.map(([, kind, content = ""]) => [kind === "json" ? "jsonl" : "yaml", content]))(
    "as .%s: all that they demand holds with the persona that comes with the program",
    async (ending, content) => {
      const suite = join(folder, `example.${ending}`);
      writeFileSync(suite, content);
      const { stdout, stderr, code } = await run(["eval", "--suite", suite, "--lm", "offline"]);
      expect(code).toBe(0);
      expect(stdout).toMatch(/^@knn \(reference\) +1\.000 /m);
      expect(`${stdout}${stderr}`).not.toContain("failed:");
    },
  );

  it("are two", () => {
    expect(examples).toHaveLength(2);
  });
});
