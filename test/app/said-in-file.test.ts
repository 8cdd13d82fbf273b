import { expect, it } from "vitest";
import { loadConfigFile } from "../../app/config-file.ts";
import { saidInFile } from "../../app/said-in-file.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const said = async (text: string) => saidInFile(await loadConfigFile(temporaryFolder().write("understudy.yaml", text)));

it.each([
  ["", "nothing yet"],
  ["budgets: { day: {} }\n", "nothing yet"],
  ["lm: offline\n", "1 setting"],
  ["budgets: { day: { cost: 2, tokens: 9 }, session: { turns: 3 }, soft: 0.5 }\n", "1 setting, 3 budgets"],
  ["lm: offline\nchat: { theme: dark }\nlog: { keep_days: 3 }\n", "3 settings"],
  ["connections: { a: { provider: ollama } }\nroles: { reply: [a], judge: a }\n", "1 connection, 2 roles"],
  [
    "metrics: { plugins: [a.mjs] }\nexperiments: { x: { variants: { a: { share: 1 }, b: { share: 1 } } } }\n",
    "1 metric plug-in, 1 experiment",
  ],
])("%j holds %s", async (text, expected) => {
  expect(await said(text)).toBe(expected);
});
