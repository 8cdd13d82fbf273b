import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import type { BudgetLimits } from "../../../brain/core/spend.ts";
import { openDatabase } from "../../../store/database/open-database.ts";
import { type OpenedLedger, openLedger } from "../../../store/spend/open-ledger.ts";
import { ledgerContract } from "../../contracts/ledger.ts";
import { amount, callOf } from "../../fixtures/calls.ts";

let root = "";
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "ledger-"));
});
afterAll(() => rm(root, { recursive: true, force: true }));

const opened: OpenedLedger[] = [];
afterEach(async () => {
  vi.restoreAllMocks();
  for (const ledger of opened.splice(0)) await ledger.close();
});

const noon = Date.parse("2026-10-01T12:00:00.000Z");
const freshPath = async () => join(await mkdtemp(join(root, "home-")), "understudy.db");
const account = callOf().account;
const limits = (budgets: Partial<BudgetLimits>): BudgetLimits => ({ soft: 0.8, ...budgets });

const openAt = (path: string, budgets: Partial<BudgetLimits> = {}, more: { now?: () => number } = {}) => {
  const problems: string[] = [];
  const settings = { path, budgets: limits(budgets), now: () => noon, ...more };
  const ledger = openLedger({ ...settings, onProblem: (message) => problems.push(message), maxTurns: 0 });
  opened.push(ledger);
  return { ledger, problems };
};

const rowsOf = async (path: string) => {
  const { db, close } = await openDatabase(path);
  try {
    return {
      calls: await db.selectFrom("calls").selectAll().orderBy("id").execute(),
      held: await db.selectFrom("reservations").selectAll().execute(),
      totals: await db.selectFrom("totals").selectAll().execute(),
    };
  } finally {
    await close();
  }
};

/** A program of its own, with `ledger`, `call` and `amount` at hand. */
const child = (path: string, budgets: Partial<BudgetLimits>, body: string) => {
  const script = `
    import { openLedger } from ${JSON.stringify(resolve("store/spend/open-ledger.ts"))};
    import { amount, callOf } from ${JSON.stringify(resolve("test/fixtures/calls.ts"))};
    const ledger = openLedger({ path: ${JSON.stringify(path)}, budgets: ${JSON.stringify(limits(budgets))},
      now: () => ${noon}, onProblem: (message) => console.error(message), maxTurns: 0 });
    ${body}`;
  const process_ = spawn(process.execPath, ["--import", "tsx", "--input-type=module", "-e", script]);
  let output = "";
  process_.stdout.on("data", (data) => {
    output += data;
  });
  process_.stderr.on("data", (data) => {
    output += `ERROR ${data}`;
  });
  return { process: process_, output: () => output };
};

ledgerContract("the database", async ({ budgets, now, maxTurns = 0 }) => {
  const ledger = openLedger({ path: await freshPath(), budgets, now, maxTurns, onProblem: expect.fail });
  opened.push(ledger);
  return ledger;
});

describe("the ledger in a database", () => {
  it("is not opened before the first call", async () => {
    const path = await freshPath();
    const { ledger } = openAt(path);
    expect(await ledger.standing(account, 3)).toEqual([]);
    expect(await readdir(join(path, ".."))).toEqual([]);
    await ledger.reserve(callOf(), amount(1, 1));
    expect(await readdir(join(path, ".."))).toContain("understudy.db");
  });

  it("says in its refusal what was spent, when it is free again, and what to raise", async () => {
    const { ledger } = openAt(await freshPath(), { day: { cost: 2 } });
    await (await ledger.reserve(callOf(), amount(1, 1, 1.97))).settle({ ...amount(1, 1, 1.97), isEstimated: false });
    await ledger.reserve(callOf(), amount(1, 1, 0.02));
    await expect(ledger.reserve(callOf(), amount(1, 1, 0.05))).rejects.toThrow(
      "the day's budget of $2.00 leaves too little for another call: $1.97 spent, up to $0.02 under way; this call may come to $0.05. It is free again at 2026-10-02 00:00 UTC; or raise budgets.day.cost in understudy.yaml",
    );
    await ledger.reserve(callOf(), amount(1, 1, 0.01));
    await expect(ledger.reserve(callOf(), amount(1, 1, 0.05))).rejects.toThrow("the day's budget of $2.00 is used up:");
  });

  it("asks for a price where money is limited and none is known", async () => {
    const { ledger } = openAt(await freshPath(), { month: { cost: 2 } });
    const refused = ledger.reserve({ ...callOf(), connection: "fast" }, amount(1, 1));
    await expect(refused).rejects.toThrow(/groq:small charges is not known.*`price: .*connections\.fast/);
  });

  it("lets another process see that the last call found no room", async () => {
    const path = await freshPath();
    const first = openAt(path, { day: { cost: 2 } }).ledger;
    await (await first.reserve(callOf(), amount(1, 1, 1))).settle({ ...amount(1, 1, 0.9), isEstimated: false });
    await expect(first.reserve(callOf(), amount(1, 1, 1.2))).rejects.toMatchObject({ budget: { asked: 1.2 } });
    await first.close();
    const { ledger } = openAt(path, { day: { cost: 2 } });
    expect(await ledger.standing(account, 0)).toMatchObject([{ used: 0.9, asked: 1.2, level: "hard" }]);
    const { ledger: raised } = openAt(path, { day: { cost: 2.2 } });
    expect(await raised.standing(account, 0)).toMatchObject([{ used: 0.9, level: "free" }]);
  });

  it("keeps what was counted for the next start, and settles at its close what is under way", async () => {
    const path = await freshPath();
    const first = openAt(path, { day: { tokens: 100 } }).ledger;
    await (await first.reserve(callOf(), amount(5, 5, 0.5))).settle({ ...amount(3, 1, 0.2), isEstimated: true });
    await first.reserve(callOf({ session: "s2" }), amount(40, 10));
    await first.close();
    const { ledger } = openAt(path, { day: { tokens: 100 } });
    expect(await ledger.standing(account, 0)).toMatchObject([{ used: 54, reserved: 0 }]);
    const { calls, held } = await rowsOf(path);
    expect(held).toEqual([]);
    expect(calls).toMatchObject([
      { session: "s1", user: "u1", persona: "ada", command: "chat", role: "reply", cost_nano: 200_000_000 },
      { session: "s2", prompt_tokens: 40, completion_tokens: 10, cost_nano: null, is_estimated: 1, is_lost: 0 },
    ]);
  });

  it("never goes beyond a budget that four processes spend at once, and counts each of their calls", async () => {
    const path = await freshPath();
    const each = 200;
    const body = `
      let [granted, refused] = [0, 0];
      for (let at = 0; at < ${each}; at += 10) {
        await Promise.all(Array.from({ length: 10 }, async (_, n) => {
          const reservation = await ledger.reserve(callOf({ session: "s" + n }), amount(3, 2, 0.001)).catch((error) => {
            if (error.code !== "over-budget") throw error;
          });
          if (reservation === undefined) return refused++;
          granted++;
          const [day] = await ledger.standing({ command: "chat" }, 0);
          if (day.used + day.reserved > day.limit) console.log("BEYOND", day);
          await reservation.settle({ ...amount(2, 1, 0.0007), isEstimated: false });
        }));
      }
      await ledger.close();
      console.log(JSON.stringify({ granted, refused }));`;
    const limit = 1500;
    const budgets = { day: { tokens: limit, cost: 10 } };
    const children = Array.from({ length: 4 }, () => child(path, budgets, body));
    await Promise.all(children.map(({ process }) => once(process, "close")));
    const outcomes = children.map(({ output }) => JSON.parse(output()) as { granted: number; refused: number });
    const granted = outcomes.reduce((sum, outcome) => sum + outcome.granted, 0);
    const { calls, held, totals } = await rowsOf(path);
    // The last few may be refused by what others hold; what is then free is less than one call of each that was at it.
    expect(granted).toBeGreaterThan(limit / 3 - 5);
    expect(granted).toBeLessThanOrEqual(limit / 3);
    expect(outcomes.every((outcome) => outcome.granted + outcome.refused === each)).toBe(true);
    expect(calls).toHaveLength(granted);
    expect(held).toEqual([]);
    for (const scope of ["day", "month", "user-day"]) {
      const total = totals.find((row) => row.scope === scope);
      expect(total).toMatchObject({ tokens: granted * 3, cost_nano: granted * 700_000, reserved_tokens: 0 });
    }
    const bySession = totals.filter(({ scope }) => scope === "session").map(({ tokens }) => tokens);
    expect(bySession.reduce((sum, tokens) => sum + tokens, 0)).toBe(granted * 3);
  });

  it("counts what a killed process had under way at its worst, once", async () => {
    const path = await freshPath();
    const budgets = { day: { tokens: 1000 } };
    const body = `
      await (await ledger.reserve(callOf(), amount(9, 1))).settle({ ...amount(4, 1), isEstimated: false });
      await ledger.reserve(callOf(), amount(50, 20, 0.3));
      console.log("ready"); setInterval(() => {}, 1000);`;
    const { process: killed } = child(path, budgets, body);
    await once(killed.stdout, "data");
    const { ledger } = openAt(path, budgets);
    expect(await ledger.standing(account, 0)).toMatchObject([{ used: 5, reserved: 70 }]);
    killed.kill("SIGKILL");
    await once(killed, "close");
    // Noticed where it would matter: before a refusal, and at the next start.
    await expect(ledger.reserve(callOf(), amount(930, 0))).rejects.toThrow("75 tokens spent;");
    for (let start = 0; start < 2; start++) await openAt(path, budgets).ledger.standing(account, 0);
    const { calls, held } = await rowsOf(path);
    expect(held).toEqual([]);
    expect(calls).toMatchObject([
      { prompt_tokens: 4, is_lost: 0 },
      { prompt_tokens: 50, completion_tokens: 20, cost_nano: 300_000_000, is_lost: 1, is_estimated: 1 },
    ]);
  });

  it("puts right what was counted as lost, where its process lives after all", async () => {
    const path = await freshPath();
    let at = noon;
    const { ledger } = openAt(path, { day: { tokens: 100 } });
    const settled = await ledger.reserve(callOf(), amount(30, 10));
    const released = await ledger.reserve(callOf(), amount(20, 20));
    const { db, close } = await openDatabase(path);
    const [row] = await db.selectFrom("reservations").selectAll().execute();
    const holder = JSON.stringify({ ...JSON.parse(row?.holder ?? ""), host: "elsewhere" });
    await db.updateTable("reservations").set({ holder }).execute();
    const other = openAt(path, { day: { tokens: 100 } }, { now: () => at }).ledger;
    await expect(other.reserve(callOf(), amount(50, 0))).rejects.toThrow("80 tokens under way");
    at += 3_700_000;
    await expect(other.reserve(callOf(), amount(50, 0))).rejects.toThrow("80 tokens spent;");
    await settled.settle({ ...amount(6, 1), isEstimated: false });
    await settled.settle({ ...amount(6, 1), isEstimated: false });
    await released.release();
    expect(await other.standing(account, 0)).toMatchObject([{ used: 7, reserved: 0 }]);
    expect((await rowsOf(path)).calls).toMatchObject([{ prompt_tokens: 6, is_lost: 0, is_estimated: 0 }]);
    await close();
  });

  it.each([
    ["a folder in its place", async (path: string) => void (await mkdir(path)), /could not be written: a folder/],
    ["a damaged file", (path: string) => writeFile(path, "not a database".repeat(500)), /is damaged/],
  ])("lets the chat live with %s where nothing is limited, and tells it once", async (_, spoil, problem) => {
    const path = await freshPath();
    await spoil(path);
    const { ledger, problems } = openAt(path);
    for (let call = 0; call < 3; call++) {
      const reservation = await ledger.reserve(callOf(), amount(1, 1));
      await reservation.settle({ ...amount(1, 1), isEstimated: false });
    }
    expect(problems).toEqual([expect.stringMatching(problem)]);
    const limited = openAt(path, { day: { tokens: 5 } }).ledger;
    for (const refused of [limited.reserve(callOf(), amount(1, 1)), limited.standing(account, 0)]) {
      const message = await refused.then(String, ({ message }: Error) => message);
      expect(message).toMatch(problem);
      expect(message).toMatch(/^budgets are set, and .*\. No model is asked until it can be used\.$/);
    }
  });

  describe("whose file is deleted while it is open", () => {
    const rob = async (path: string) => {
      await rm(join(path, ".."), { recursive: true });
      // A look at the files holds for a moment.
      const now = performance.now.bind(performance);
      vi.spyOn(performance, "now").mockImplementation(() => now() + 300);
    };

    it("begins anew where nothing is limited, says so once, and mistakes no call of before for one of now", async () => {
      const path = await freshPath();
      const { ledger, problems } = openAt(path);
      await (await ledger.reserve(callOf(), amount(5, 5))).settle({ ...amount(3, 1), isEstimated: false });
      const before = await ledger.reserve(callOf(), amount(40, 0));
      await rob(path);
      const after = await Promise.all([1, 2, 3].map(() => ledger.reserve(callOf(), amount(7, 0))));
      await before.settle({ ...amount(40, 0), isEstimated: false });
      for (const each of after) await each.settle({ ...amount(6, 0), isEstimated: false });
      expect(problems).toEqual([expect.stringMatching(`${path} was deleted.*counted anew`)]);
      const { calls, held } = await rowsOf(path);
      expect(calls.map(({ prompt_tokens }) => prompt_tokens)).toEqual([6, 6, 6]);
      expect(held).toEqual([]);
    });

    it("makes no further call where something is limited, until it is started again", async () => {
      const path = await freshPath();
      const { ledger } = openAt(path, { day: { tokens: 100 } });
      await (await ledger.reserve(callOf(), amount(90, 0))).settle({ ...amount(90, 0), isEstimated: false });
      await rob(path);
      for (let call = 0; call < 2; call++) {
        const refused = ledger.reserve(callOf(), amount(1, 0));
        await expect(refused).rejects.toThrow(
          new RegExp(`^budgets are set, and ${path} was deleted.*start the program again`),
        );
        await expect(ledger.standing(account, 0)).rejects.toThrow("was deleted");
      }
      await openAt(path, { day: { tokens: 100 } }).ledger.reserve(callOf(), amount(1, 0));
      await expect(ledger.reserve(callOf(), amount(1, 0))).rejects.toThrow("was deleted");
    });
  });

  it("holds a call's worst while the disk is full, and writes what it came to once there is room", async () => {
    const path = await freshPath();
    const { ledger, problems } = openAt(path, { day: { tokens: 5000 } });
    const reservation = await ledger.reserve(callOf(), amount(100, 100));
    const { db, close } = await openDatabase(path);
    const { sql } = await import("kysely");
    const longSession = "s".repeat(100_000);
    await sql`pragma max_page_count = 1`.execute(db); // no page beyond those that there are: SQLite's own "disk is full"
    await expect(ledger.reserve(callOf({ session: longSession }), amount(1, 1))).rejects.toThrow("the disk is full");
    await sql`create temp trigger full before insert on calls begin select raise(fail, 'database or disk is full'); end`.execute(
      db,
    );
    await reservation.settle({ ...amount(30, 10), isEstimated: false });
    expect(problems).toHaveLength(1);
    expect(await ledger.standing(account, 0)).toMatchObject([{ used: 0, reserved: 200 }]);
    await sql`drop trigger temp.full`.execute(db);
    await sql`pragma max_page_count = 1000000`.execute(db);
    await (await ledger.reserve(callOf(), amount(1, 1))).release();
    expect(await ledger.standing(account, 0)).toMatchObject([{ used: 40, reserved: 0 }]);
    await close();
  });
});
