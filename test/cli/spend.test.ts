import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import stringWidth from "string-width";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { showBudget } from "../../cli/budget.ts";
import { type SpendOptions, showSpend } from "../../cli/spend.ts";
import { openLedger } from "../../store/spend/open-ledger.ts";

let home = "";
let printed = "";
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), "spend-"));
  vi.stubEnv("UNDERSTUDY_HOME", join(home, "kept"));
  vi.spyOn(process, "cwd").mockReturnValue(home);
  vi.useFakeTimers({ now: Date.parse("2026-10-02T12:00:00Z"), toFake: ["Date"] });
  printed = "";
  vi.stubEnv("LC_ALL", "C.UTF-8");
  terminalOf(100);
  vi.spyOn(process.stdout, "write").mockImplementation((text, told?: unknown) => {
    printed += text;
    if (typeof told === "function") told();
    return true;
  });
});
afterEach(async () => {
  Reflect.deleteProperty(process.stdout, "columns");
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  vi.useRealTimers();
  await rm(home, { recursive: true, force: true });
});

/** Node sets it where the output is a terminal. */
const terminalOf = (columns: number) =>
  Object.defineProperty(process.stdout, "columns", { value: columns, configurable: true });
const widest = () => Math.max(...printed.split("\n").map((line) => stringWidth(line)));

type Past = {
  readonly at: string;
  readonly model?: string;
  readonly user?: string;
  readonly tokens: number;
  readonly cost?: number;
  readonly isEstimated?: boolean;
};

/** Calls as they were counted, each at its time. */
const counted = async (...calls: readonly Past[]) => {
  let at = 0;
  const path = join(home, "kept", "understudy.db");
  const ledger = openLedger({ path, budgets: { soft: 0.8 }, now: () => at, onProblem: expect.fail });
  for (const { at: moment, model = "llama-3.1-8b-instant", user, tokens, cost, isEstimated = false } of calls) {
    at = Date.parse(moment);
    const account = { command: "chat", session: "s", ...(user !== undefined && { user }) };
    const amount = { promptTokens: tokens, completionTokens: 10, cost };
    const call = { account, role: "reply" as const, provider: "groq", model };
    await (await ledger.reserve(call, amount)).settle({ ...amount, isEstimated });
  }
  await ledger.close();
};

const spend = async (options: Partial<SpendOptions> = {}) => {
  printed = "";
  expect(await showSpend({ by: "model", ...options })).toBe(0);
  return printed;
};

const past: readonly Past[] = [
  { at: "2026-09-30T10:00:00Z", tokens: 1000, cost: 0.4, user: "ann" },
  { at: "2026-10-01T10:00:00Z", tokens: 2000, cost: 0.8, user: "ann", isEstimated: true },
  { at: "2026-10-02T10:00:00Z", model: "mine\u001b[31m", tokens: 30, user: "=cmd()" },
];

describe("understudy spend", () => {
  it("says plainly that nothing was spent, and makes no file", async () => {
    expect(await spend()).toBe("nothing spent yet: no call to a model was counted\n");
    expect(JSON.parse(await spend({ json: true }))).toEqual({ by: "model", rows: [], total: null, underWay: 0 });
    expect(await readdir(home)).toEqual([]);
  });

  it("adds calls up by model, the dearest first, with a bar, and says what the figures rest on", async () => {
    await counted(...past);
    const lines = (await spend()).split("\n");
    expect(lines.slice(0, 4)).toEqual([
      "model                      calls  tokens in  out   cost  estimated  unpriced",
      "groq:llama-3.1-8b-instant      2      3,000   20  $1.20       50 %            ████████████████",
      "groq:mine                      1         30   10      ?                100 %",
      "total                          3      3,030   30  $1.20       33 %      33 %",
    ]);
    expect(lines.join(" ")).toMatch(
      /of 1 call nobody knew the price.*prices of groq:llama-3\.1-8b-instant by the table of tokenlens .*, of 2025-09-11 \(12 months old\)/,
    );
  });

  it("adds up by day in their order, within a time", async () => {
    await counted(...past);
    const days = async (options: Partial<SpendOptions>) =>
      JSON.parse(await spend({ by: "day", json: true, ...options })).rows.map(({ name }: { name: string }) => name);
    expect(await days({})).toEqual(["2026-09-30", "2026-10-01", "2026-10-02"]);
    expect(await days({ since: "24h" })).toEqual(["2026-10-02"]);
    expect(await days({ since: "2026-10-01", until: "2026-10-01" })).toEqual(["2026-10-01"]);
    expect(await spend({ since: "1h" })).toContain("nothing was spent in that time");
    await expect(showSpend({ by: "day", since: "soon" })).rejects.toThrow("--since");
  });

  it("fits every terminal: shorter bars, then none, then a block for each", async () => {
    await counted(...past, { at: "2026-10-02T11:00:00Z", user: "a".repeat(60), tokens: 5, cost: 0.1 });
    for (const columns of [120, 90, 80, 60, 40]) {
      terminalOf(columns);
      for (const by of ["model", "user"] as const) {
        await spend({ by });
        expect(widest()).toBeLessThanOrEqual(columns);
        expect(printed).toContain("$1.30");
      }
    }
    expect(printed).toContain("ann\n    2 calls, 3,000 tokens in, 20 out,\n    $1.20, 50 % estimated\n");
  });

  it("keeps to ASCII where the locale has no more", async () => {
    await counted(...past);
    vi.stubEnv("LC_ALL", "C");
    expect(await spend()).toContain("################");
    expect(printed).toMatch(/^[\n\x20-\x7e]*$/);
  });

  it("goes on without the prices of an understudy.yaml with mistakes, and says so", async () => {
    await counted(...past);
    const told = vi.spyOn(console, "error").mockImplementation(() => {});
    for (const text of ["connections:\n  a: {provider: groq, price: cheap}\n", "lm: [\n", "them: dark\n"]) {
      await writeFile(join(home, "understudy.yaml"), text);
      expect(await spend()).toContain("groq:llama-3.1-8b-instant");
      expect(told.mock.lastCall?.[0]).toMatch(/understudy\.yaml: [\s\S]*\nunderstudy: this goes on without the prices/);
    }
  });

  it("says that the home is a file, and not that nothing was spent", async () => {
    await writeFile(join(home, "kept"), "");
    await expect(showSpend({ by: "model" })).rejects.toThrow(/could not be read: a part of the path is a file/);
  });

  it("prints rows for spreadsheets that run nothing", async () => {
    await counted(...past);
    expect(await spend({ by: "user", csv: true })).toBe(
      [
        "user,calls,prompt_tokens,completion_tokens,cost_usd,estimated,unpriced,lost",
        "ann,2,3000,20,1.2,1,0,0",
        "'=cmd(),1,30,10,0,0,1,0",
        "",
      ].join("\r\n"),
    );
  });
});

describe("understudy budget", () => {
  const budgets = (yaml: string) => writeFile(join(home, "understudy.yaml"), yaml);

  it("says so where none is set", async () => {
    expect(await showBudget({ check: true })).toBe(0);
    expect(printed).toContain("no budget of tokens or money is set");
  });

  it("says of one that refused a call why it is used up, and is a gate that is closed", async () => {
    await counted({ at: "2026-10-02T01:00:00Z", tokens: 3821 });
    await budgets("budgets:\n  day: { tokens: 7000 }\n");
    vi.spyOn(console, "error").mockImplementation(() => {});
    expect(await showBudget({ check: true })).toBe(0);
    const limits = { soft: 0.8, day: { tokens: 7000 } };
    const now = Date.parse("2026-10-02T02:00:00Z");
    const path = join(home, "kept", "understudy.db");
    const ledger = openLedger({ path, budgets: limits, now: () => now, onProblem: expect.fail });
    const call = { account: { command: "chat" }, role: "reply", provider: "groq", model: "m" } as const;
    const worst = { promptTokens: 3000, completionTokens: 400, cost: undefined };
    await expect(ledger.reserve(call, worst)).rejects.toThrow("leaves too little");
    await ledger.close();
    printed = "";
    expect(await showBudget({ check: true })).toBe(100);
    expect(printed.split("\n").slice(1)).toEqual([
      expect.stringMatching(/^day tokens {2}3,831 {2}7,000 {2}54 % used up /),
      "day tokens used up: 3,831 of 7,000, and a reply may come to 3,400",
      "",
    ]);
    expect(console.error).toHaveBeenCalledWith("understudy: used up: day tokens");
    printed = "";
    await showBudget({ json: true });
    expect(JSON.parse(printed)).toMatchObject([{ used: 3831, asked: 3400, level: "hard" }]);
  });

  it("fits every terminal, its sentences too, and keeps to ASCII where the locale has no more", async () => {
    await counted({ at: "2026-10-02T01:00:00Z", tokens: 990, cost: 1.8 });
    for (const columns of [100, 80, 60, 40]) {
      terminalOf(columns);
      printed = "";
      await rm(join(home, "understudy.yaml"), { force: true });
      await showBudget({});
      await budgets("budgets:\n  session: { tokens: 9000, cost: 3 }\n  day: { tokens: 1200 }\n");
      await showBudget({ session: "s" });
      expect(widest()).toBeLessThanOrEqual(columns);
    }
    expect(printed).toContain(
      "day tokens  83 % nearly used up\n    1,000 of 1,200; free again\n    2026-10-03 00:00 UTC\n",
    );
    vi.stubEnv("LC_ALL", "C");
    terminalOf(100);
    printed = "";
    await showBudget({ session: "s" });
    expect(printed).toContain("|#############   |");
    expect(printed).toMatch(/^[\n\x20-\x7e]*$/);
  });

  it("fails where understudy.yaml has mistakes: its figures would be wrong", async () => {
    await budgets("budgets:\n  dya: { tokens: 1000 }\n");
    await expect(showBudget({})).rejects.toThrow("did you mean day?");
  });

  it("shows how far each is used up and when it is free again, and is a gate on request", async () => {
    await counted({ ...past[0], at: "2026-10-02T01:00:00Z", tokens: 990, cost: 1.8 } as Past);
    await budgets(
      "budgets:\n  session: { tokens: 9000 }\n  user: { per: month, tokens: 5000 }\n  day: { tokens: 1000, cost: 2 }\n",
    );
    vi.spyOn(console, "error").mockImplementation(() => {});
    expect(await showBudget({ user: "ann" })).toBe(0);
    expect(printed.split("\n")).toEqual([
      "budget        used  limit                                           free again",
      "user tokens  1,000  5,000  20 %                 ▕███▎            ▏  2026-11-01 00:00 UTC",
      "day tokens   1,000  1,000  100 % used up        ▕████████████████▏  2026-10-03 00:00 UTC",
      "day cost     $1.80  $2.00  90 % nearly used up  ▕██████████████▍ ▏  2026-10-03 00:00 UTC",
      "",
    ]);
    expect(await showBudget({ check: true })).toBe(100);
    expect(console.error).toHaveBeenCalledWith("understudy: used up: day tokens");
    printed = "";
    await showBudget({ session: "s", json: true });
    expect(JSON.parse(printed)[0]).toEqual({
      scope: "session",
      unit: "tokens",
      limit: 9000,
      used: 1000,
      reserved: 0,
      level: "free",
    });
  });
});
