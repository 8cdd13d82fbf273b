import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, expect, it } from "vitest";
import { keptPrivate } from "../../brain/core/session.ts";
import { startFakeTogether } from "../servers/fake-together.ts";
import { jsonLines, sandbox } from "./program.ts";

const { folder, env, run, remove } = sandbox();
const servers: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
});
afterAll(remove);

const suite = join(folder, "suite.jsonl");
writeFileSync(
  suite,
  [
    { id: "now", input: "i want to kill myself tonight, i have the pills here ZEBRA" },
    { id: "ordinary", input: "hello there, how was your day?", assert: [{ type: "llm-rubric", value: "warm" }] },
    {
      id: "before",
      input: {
        messages: [
          { from_creator: false, content: "i want to end my life ZEBRA" },
          { from_creator: true, content: "I hear you." },
          { from_creator: false, content: "thanks, i feel calmer now" },
        ],
      },
    },
  ]
    .map((one) => JSON.stringify(one))
    .join("\n"),
);

it("gives the words of a crisis to no model, no judge and no record of an evaluation", async () => {
  let fails = false;
  const server = await startFakeTogether({
    reply: ({ messages }) =>
      messages.some(({ content }) => /Rating/.test(content))
        ? "Reason: warm\nRating: 4"
        : messages.some(({ content }) => /Better/.test(content))
          ? "Reason: even\nBetter: neither"
          : "A quiet day, and yours?",
    fault: () => (fails ? { kind: "status", status: 400 } : undefined),
  });
  servers.push(server);
  const access = { TOGETHER_API_KEY: "key", TOGETHER_BASE_URL: server.url };
  const evaluate = (...args: readonly string[]) =>
    run(["eval", "--suite", suite, "--lm", "together:some/model", "--no-baselines", ...args], { env: access });
  const { code, stdout } = await evaluate(
    ...["--program", "@zero-shot", "@random", "--metric", "rubric:helpful", "assertions"],
    ...["--pairwise", "helpful", "--report", "html,json,csv", "--out", join(folder, "reports")],
  );
  expect([code, stdout]).toEqual([0, expect.stringContaining("@zero-shot")]);
  // Two of the three are judged, for two programs.
  expect(stdout).toMatch(/@random .*n 2\)/);
  fails = true;
  expect((await evaluate("--program", "@zero-shot", "--metric", "rubric:helpful")).stderr).toContain("2 of 3");
  const asked = server.requests.map(({ body }) => JSON.stringify(body));
  expect(asked.length).toBeGreaterThan(6);
  expect(asked.filter((request) => request.includes("ZEBRA"))).toEqual([]);
  expect(asked.some((request) => request.includes(keptPrivate))).toBe(true);

  const runs = join(env.UNDERSTUDY_HOME, "runs");
  const lines = readdirSync(runs)
    .filter((id) => !id.startsWith("."))
    .map((id) => readFileSync(join(runs, id, "predictions.jsonl"), "utf8"));
  const reports = readdirSync(join(folder, "reports")).map((name) =>
    readFileSync(join(folder, "reports", name), "utf8"),
  );
  expect(lines.flatMap((text) => jsonLines(text))).toHaveLength(9);
  expect([...lines, ...reports].filter((text) => text.includes("ZEBRA"))).toEqual([]);
});
