import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { loadSections } from "../../app/load-sections.ts";
import { BrainError } from "../../brain/core/errors.ts";
import { sectionsOf } from "./connections/sections-of.ts";
import { rejection, temporaryFolder } from "./temporary-folder.ts";

const messageOf = async (text: string) => (await rejection(sectionsOf(text))).message;

describe("loadSections", () => {
  test("without a file everything has its default, and so it has with a file that says nothing of it", async () => {
    const none = await loadSections(temporaryFolder().folder);
    expect(none).toMatchObject({
      connections: {},
      roles: {},
      budgets: { soft: 0.8 },
      log: { keep_days: 365, compress: true },
      metrics: { plugins: [] },
      experiments: {},
    });
    expect(none.path).toBeUndefined();
    const { path, lineOf, ...said } = await sectionsOf("lm: offline\n");
    expect(path).toMatch(/understudy\.yaml$/);
    expect({ ...said, lineOf: none.lineOf }).toEqual(none);
    expect(lineOf(["lm"])).toBe(1);
  });

  test("gives what the file says, with the lines of its keys", async () => {
    const sections = await sectionsOf(`
connections:
  big: {provider: together, price: 0.88/0.88}
  small:
    provider: ollama
    model: qwen3:4b
    options: {num_ctx: 8192, keep_alive: 30m}
roles: {reply: [big, small], judge: small, embed: ollama:nomic-embed-text}
budgets: {session: {turns: 20}, day: {cost: 5}, cheaper: small}
experiments:
  tone:
    variants:
      usual: {share: 1}
      warm: {share: 1, lm: small}
`);
    expect(sections.connections.small).toEqual({
      provider: "ollama",
      model: "qwen3:4b",
      options: { num_ctx: 8192, keep_alive: "30m" },
    });
    expect(sections.roles.reply).toEqual(["big", "small"]);
    expect(sections.budgets).toMatchObject({ session: { turns: 20 }, cheaper: "small" });
    expect(sections.experiments.tone).toMatchObject({ metric: "satisfaction", running: true });
    expect(sections.lineOf(["connections", "small", "model"])).toBe(6);
    expect(sections.lineOf(["roles", "reply", 1])).toBe(8);
    expect(sections.lineOf(["roles", "fallback"])).toBeUndefined();
  });

  test("a key without a value counts as not there, in sections too", async () => {
    const { log, roles, connections } = await sectionsOf(
      "log:\n  keep_days:\nroles:\n  reply:\nbudgets:\nconnections:\n  big:\n    provider: together\n    model:\n",
    );
    expect(log.keep_days).toBe(365);
    expect(roles).toEqual({});
    expect(connections.big).toEqual({ provider: "together" });
    expect(await messageOf("connections:\n  big:\n")).toContain("connections.big is empty: `provider` at least");
  });

  const two = "connections:\n  big: {provider: together}\n  small: {provider: ollama}\n";
  test.each([
    [
      "connections:\n  big:\n    provider: grok\n",
      '3:15 connections.big.provider holds the text "grok"',
      "did you mean groq?",
    ],
    [
      "connections:\n  big:\n    provider: groq\n    modle: x\n",
      "4:5 connections.big.modle is an unknown key",
      "model?",
    ],
    [
      "connections:\n  a: {provider: groq, limits: {concurent: 2}}\n",
      "a.limits.concurent is an unknown key",
      "concurrent?",
    ],
    [`${two}roles: {reply: bigg}\n`, '4:16 roles.reply holds the text "bigg"', "did you mean big?"],
    [`${two}roles: {judge: [small, smal]}\n`, '4:24 roles.judge[1] holds the text "smal"', "did you mean small?"],
    ["budgets: {day: {cost: 0}}\n", "1:23 budgets.day.cost holds the number 0, expected a number above 0", ""],
    ["budgets: {day: {cost: -1}}\n", "budgets.day.cost holds the number -1, expected a number above 0", ""],
    ["budgets: {day: {tokens: 0}}\n", "budgets.day.tokens holds the number 0, expected a number above 0", ""],
    [`${two}budgets: {cheaper: togethr}\n`, "budgets.cheaper", "did you mean together?"],
    [`${two}lm: gorq:x\n`, "one of the connections big, small, or offline, ollama[:model]", "did you mean groq:x?"],
    [`${two}lm: big\nroles: {reply: small}\n`, "5:9 roles.reply says who replies, and so does lm", "keep one"],
    [`${two}embedder: big\nroles: {embed: small}\n`, "says who embeds, and so does embedder", "keep one"],
    [`${two}roles: {reply: [big, small, big]}\n`, "roles.reply[2] stands in this list already", ""],
    [`${two}roles: {judge: offline}\n`, "roles.judge names the offline model", "cannot judge"],
    ["connections:\n  ollama: {provider: together}\n", "2:3 connections.ollama is the name of a provider", ""],
    ["connections:\n  'a b': {provider: ollama}\n", 'connections["a b"] is no name', ""],
    ["connections:\n  a: {provider: offline, model: x}\n", "connections.a.model is nothing that offline takes", ""],
    ["connections:\n  a: {provider: vllm, options: {stream: false}}\n", "options.stream is set elsewhere", ""],
    ["connections:\n  a: {provider: ollama, options: {num_predict: 9}}\n", "`max_tokens` of the connection", ""],
    ["connections:\n  a: {provider: groq, key: sk-abcdef}\n", "the name of a variable", ""],
    [
      "experiments:\n  t:\n    variants: {a: {share: 1}, b: {share: 1, lm: nobody}}\n",
      'experiments.t.variants.b.lm holds the text "nobody"',
      "",
    ],
    [
      "experiments:\n  t:\n    variants: {a: {share: 1}, b: {share: 1}}\n    canary: {variant: c}\n",
      'experiments.t.canary.variant holds the text "c", expected the name of a variant',
      "",
    ],
    ["experiments:\n  t:\n    variants: {a: {shar: 1}, b: {share: 1}}\n", "experiments.t.variants.a.shar is", "share?"],
  ])("is refused, with the place and what was meant: %j", async (text, place, hint) => {
    const message = await messageOf(text);
    expect(message).toContain(place);
    expect(message).toContain(hint);
  });

  test("all mistakes are told at once, those that two places make together as well", async () => {
    const message = await messageOf(`${two}roles: {reply: bigg}\nlog: {keep_days: -1}\nbudget: {}\n`);
    expect(message).toContain("3 problems");
    expect(message).toContain("budget is an unknown key; did you mean budgets?");
  });

  test("an address that cannot be used is refused without being told: it may hold a password", async () => {
    const message = await messageOf("connections:\n  a: {provider: vllm, base_url: http://me:secret@host/v1}\n");
    expect(message).toContain("connections.a.base_url holds a user name or password");
    expect(message).not.toContain("secret");
  });

  test("a key that stands twice is told as such, with what to do", async () => {
    const message = await messageOf("connections:\n  a: {provider: ollama}\n  a: {provider: vllm}\n");
    expect(message).toContain("line 3, column 3: a key that this object already has stands here again");
    expect(message).toMatch(/to fix: {3}keep one of the two$/);
  });

  const secret = "sk-abcdef123456";
  const inConnection = (line: string) => `connections:\n  a:\n    provider: groq\n    ${line}\n`;
  test.each([
    [inConnection(`key: ${secret}`), "4:10 connections.a.key holds text, expected the name of a variable", ".env"],
    [inConnection("key: hunter2"), "connections.a.key holds text", "belongs into .env"],
    [inConnection("key: 123456"), "connections.a.key holds a number", ".env"],
    [inConnection(`api_key: ${secret}`), "4:5 connections.a.api_key is an unknown key", "`key: NAME`"],
    [inConnection(`headers: {authorization: "Bearer ${secret}"}`), "connections.a.headers is an unknown key", ""],
    [inConnection(`options: ${secret}`), "connections.a.options holds text", ""],
    [inConnection(`options: {"": ${secret}}`), "connections.a.options", ""],
    [inConnection(`base_url: http://me:${secret}@host/v1`), "base_url holds a user name or password", ""],
    [inConnection("base_url: 123456"), "connections.a.base_url holds a number", ""],
    [inConnection(`timeouts: ${secret}`), "connections.a.timeouts holds text", ""],
    [`connections: ${secret}\n`, "connections holds text", ""],
    [`connections: {a: ${secret}}\n`, "connections.a holds text", ""],
    [`connections: {a: {provider: ${secret}}}\n`, "connections.a.provider holds text", ""],
    [`connections: {a: {provider: groq, key:${secret}}}\n`, "is an unknown key", "`key: NAME`"],
    [`lm: ${secret}\n`, "lm holds text, expected offline", ""],
    [`lm: opneai:${secret}\n`, "lm holds text", ""],
    [`roles: {reply: [offline, ${secret}]}\n`, "roles.reply[1] holds text", ""],
    [`${secret}: 1\n`, "is an unknown key", ""],
    [inConnection(`key:${secret}`), "is not valid YAML at line 4, column 5", "a space stands behind each colon"],
    [inConnection(`key: ${secret}: x`), "is not valid YAML at line 4", ""],
    [inConnection(`key: !${secret} x`), "is not valid YAML at line 4, column 10", "tag"],
    [inConnection(`key: |${secret}`), "is not valid YAML at line 4", ""],
    [inConnection(`key: *${secret}`), "4, column 10: an alias (*name) has no anchor", ""],
    [inConnection(`key: "\\${secret}"`), "is not valid YAML at line 4", "escape"],
    [`%${secret}\n---\nlm: offline\n`, "is not valid YAML at line 1", ""],
    [`lm: offline }${secret}\n}${secret}\n`, "understudy.yaml", ""],
  ])("no key or password is told, wherever it was written: %j", async (text, place, hint) => {
    const message = await messageOf(text);
    expect(message).toContain(place);
    expect(message).toContain(hint);
    for (const part of ["abcdef", "k-abc", "hunter2", "123456"]) expect(message).not.toContain(part);
  });

  test("names that JavaScript's objects keep for themselves are refused, and none is lost", async () => {
    const connection = "{provider: ollama}";
    expect(await messageOf(`connections:\n  __proto__: ${connection}\n`)).toContain(
      "2:3 connections.__proto__ is no name that can be used",
    );
    const variants = "variants: {a: {share: 1}, b: {share: 1}}";
    expect(await messageOf(`experiments: {__proto__: {${variants}}}\n`)).toContain("experiments.__proto__ is no name");
    expect(
      await messageOf("experiments: {t: {variants: {a: {share: 1}, b: {share: 1}, __proto__: {share: 1}}}}\n"),
    ).toContain("experiments.t.variants.__proto__ is no name");
    expect(await messageOf("__proto__: {lm: offline}\n")).toMatch(/1 problem[^s][\s\S]*1:1 __proto__ is no name/);
    expect(await messageOf(`connections: {a: {provider: vllm, options: {__proto__: 1}}}\n`)).toContain("is no name");
    const { connections } = await sectionsOf(`connections: {constructor: ${connection}, toString: ${connection}}\n`);
    expect(Object.keys(connections)).toEqual(["constructor", "toString"]);
  });

  test("an empty variant is told as such", async () => {
    expect(await messageOf("experiments:\n  t:\n    variants:\n      a:\n      b: {share: 1}\n")).toContain(
      "4:9 experiments.t.variants.a is empty: `share`, such as `share: 1`, is expected below it",
    );
    expect(await messageOf("experiments:\n  t:\n")).toContain("experiments.t is empty: `variants` at least");
  });

  test("keys of another object are taken over by a merge key, and places are still told", async () => {
    const anchored = "connections:\n  a: &a {provider: groq, retries: 1}\n";
    const { connections } = await sectionsOf(`${anchored}  b:\n    <<: *a\n    retries: 2\n`);
    expect(connections.b).toEqual({ provider: "groq", retries: 2 });
    expect(await messageOf(`${anchored}  b:\n    <<: *a\n    retries: -1\n`)).toContain("5:14 connections.b.retries");
  });

  test("what only one who can do without goes on without: the rest is given, and what is wrong is told once", async () => {
    const { folder, write } = temporaryFolder();
    const faults: string[] = [];
    const onFault = ({ message }: Error) => faults.push(message);
    write(
      "understudy.yaml",
      "metrics: {plugins: [own.mjs]}\nbudgets: {soft: 7}\nlog: {keep_days: 3}\nroles: {judge: bigg}\n",
    );
    const sections = await loadSections(folder, { onFault });
    expect(sections).toMatchObject({ budgets: { soft: 0.8 }, log: { keep_days: 3 }, roles: {} });
    expect(sections.metrics.plugins).toEqual([join(folder, "own.mjs")]);
    expect(faults).toEqual([expect.stringContaining("2 problems")]);
    for (const text of ["budgets: [", "- a\n"]) {
      write("understudy.yaml", text);
      expect(await loadSections(folder, { onFault })).toMatchObject({ budgets: { soft: 0.8 }, connections: {} });
    }
    rmSync(join(folder, "understudy.yaml"));
    mkdirSync(join(folder, "understudy.yaml"));
    await loadSections(folder, { onFault });
    expect(faults).toHaveLength(4);
  });

  test("whatever stands in the sections, they are given or refused as input", async () => {
    const json = fc.jsonValue({ maxDepth: 4 });
    const sections = fc.record(
      { connections: json, roles: json, budgets: json, log: json, metrics: json, experiments: json },
      { requiredKeys: [] },
    );
    const { folder, write } = temporaryFolder();
    await fc.assert(
      fc.asyncProperty(sections, async (value) => {
        write("understudy.yaml", JSON.stringify(value));
        const fault = await loadSections(folder).then(
          () => undefined,
          (error: unknown) => error,
        );
        expect(fault === undefined || fault instanceof BrainError).toBe(true);
      }),
      { numRuns: 60 },
    );
  });
});
