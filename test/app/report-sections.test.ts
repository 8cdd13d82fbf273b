import { describe, expect, it } from "vitest";
import { openConfig } from "../../app/config.ts";
import { loadSections } from "../../app/load-sections.ts";
import { reportSections } from "../../app/report-sections.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const file = `connections:
  fast:
    provider: groq
    model: tiny
  home:
    provider: ollama
    model: "qwen3:4b"
  mine: { provider: openai, model: m, key: MY_KEY }
roles:
  reply: [fast, home]
  judge: home
budgets:
  session: { turns: 12, tokens: 40000 }
  user: { per: month, cost: 0.5 }
  day:
    cost: 2
  cheaper: home
log: { keep_days: 30 }
experiments:
  greeting:
    variants: { plain: { share: 1 }, warm: { share: 2, lm: home } }
`;

const config = openConfig({ env: {}, cwd: "/nonexistent/folder" });

describe("reportSections", () => {
  it("tells what understudy.yaml says, where, and whether a key is set, not which", async () => {
    const { folder, write } = temporaryFolder();
    write("understudy.yaml", file);
    const report = reportSections(await loadSections(folder), (name) => name === "GROQ_API_KEY", config);
    expect(report).toMatchObject({
      connections: {
        fast: { value: "groq:tiny", key: "GROQ_API_KEY", isKeySet: true, from: "understudy.yaml:3" },
        home: { value: "ollama:qwen3:4b", key: null, isKeySet: null },
        mine: { value: "openai:m", key: "MY_KEY", isKeySet: false, from: "understudy.yaml:8" },
      },
      roles: {
        reply: { value: "fast, home", from: "understudy.yaml:10" },
        judge: { value: "home", from: "understudy.yaml:11" },
      },
      budgets: {
        "session.tokens": { value: "40,000", from: "understudy.yaml:13" },
        "user.cost": { value: "$0.50 a month" },
        "day.cost": { value: "$2.00", from: "understudy.yaml:16" },
        soft: { value: 0.8, from: "default" },
        cheaper: { value: "home", from: "understudy.yaml:17" },
      },
      log: { keep_days: { value: 30, from: "understudy.yaml:18" }, compress: { value: true, from: "default" } },
      experiments: { greeting: { value: "plain 1, warm 2; by satisfaction", from: "understudy.yaml:21" } },
    });
    expect(Object.keys(report.budgets)).not.toContain("session.turns");
  });

  it("has the defaults where there is no file", async () => {
    const { folder } = temporaryFolder();
    const report = reportSections(await loadSections(folder), () => false, config);
    expect(report).toMatchObject({ connections: {}, roles: {}, experiments: {} });
    expect(report.budgets).toEqual({ soft: { value: 0.8, from: "default" } });
  });

  it("tells whom each connection asks, what it charges and how long it is waited for", async () => {
    const { folder, write } = temporaryFolder();
    const settings = {
      max_tokens: 300,
      timeouts: { first_token: 5 },
      retries: 1,
      limits: { concurrent: 2 },
    };
    const own = { provider: "openai", model: "m", base_url: "http://box:9/v1/", price: "0.5/1.50", ...settings };
    const connections = {
      own,
      keyed: { ...own, key: "MY_KEY" },
      usual: { provider: "ollama" },
      none: { provider: "offline" },
    };
    write("understudy.yaml", JSON.stringify({ connections }));
    const elsewhere = openConfig({ env: { OLLAMA_HOST: "gpu" }, cwd: folder });
    const told = reportSections(await loadSections(folder), () => false, elsewhere).connections;
    expect(told.own).toEqual({
      value: "openai:m",
      from: "understudy.yaml:1",
      address: "http://box:9/v1",
      // OPENAI_API_KEY is not meant for a server of one's own.
      key: null,
      isKeySet: null,
      price: "0.5/1.5",
      ...settings,
    });
    expect(told.keyed).toMatchObject({ key: "MY_KEY", isKeySet: false });
    expect(told.usual).toMatchObject({ address: "http://gpu:11434", key: null });
    expect(told.none).toEqual({
      value: "offline",
      from: "understudy.yaml:1",
      address: null,
      key: null,
      isKeySet: null,
    });
  });

  it("tells no password of an address, and is not hindered by a variable that cannot be used", async () => {
    const { folder, write } = temporaryFolder();
    write("understudy.yaml", "connections: {home: {provider: ollama}}\n");
    const bad = openConfig({ env: { OLLAMA_HOST: "http://me:secret@host" }, cwd: folder });
    const report = reportSections(await loadSections(folder), () => false, bad);
    expect(report.connections.home?.address).toBeNull();
    expect(JSON.stringify(report)).not.toContain("secret");
  });
});
