import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { LmError } from "../../brain/core/errors.ts";
import type { Account, Amount, BudgetLimits, Ledger, Reservation } from "../../brain/core/spend.ts";
import { amount, callOf } from "../fixtures/calls.ts";

export type MakeLedger = (settings: {
  readonly budgets: BudgetLimits;
  readonly now: () => number;
  readonly maxTurns?: number;
}) => Promise<Ledger>;

const noon = Date.parse("2026-10-01T12:00:00.000Z");
const account: Account = { session: "s1", user: "u1", persona: "ada", command: "chat" };
const told = (used: Amount) => ({ ...used, isEstimated: false });

/** What every ledger must do. `make` gives one that nothing was counted in. */
export const ledgerContract = (name: string, make: MakeLedger): void => {
  const open = (budgets: Partial<BudgetLimits>, now = () => noon, maxTurns?: number) =>
    make({ budgets: { soft: 0.8, ...budgets }, now, ...(maxTurns !== undefined && { maxTurns }) });

  describe(`${name} as a ledger`, () => {
    it("holds a call's worst until it is settled, then what it came to", async () => {
      const ledger = await open({ day: { tokens: 100, cost: 1 } });
      const reservation = await ledger.reserve(callOf(), amount(50, 30, 0.5));
      expect(await ledger.standing(account, 0)).toMatchObject([
        { scope: "day", unit: "tokens", limit: 100, used: 0, reserved: 80, level: "soft" },
        { scope: "day", unit: "cost", limit: 1, used: 0, reserved: 0.5, level: "free" },
      ]);
      await reservation.settle(told(amount(20, 5, 0.1)));
      expect(await ledger.standing(account, 0)).toMatchObject([
        { used: 25, reserved: 0, level: "free" },
        { used: 0.1, reserved: 0, level: "free" },
      ]);
    });

    it("frees what a server says that it did not do", async () => {
      const ledger = await open({ day: { tokens: 100 } });
      await (await ledger.reserve(callOf(), amount(50, 50))).release();
      expect(await ledger.standing(account, 0)).toMatchObject([{ used: 0, reserved: 0, level: "free" }]);
    });

    it("counts a call once, however often it is settled or released", async () => {
      const ledger = await open({ day: { tokens: 1000 } });
      const settled = await ledger.reserve(callOf(), amount(50, 50));
      await Promise.all([settled.settle(told(amount(10, 1))), settled.settle(told(amount(20, 2))), settled.release()]);
      const released = await ledger.reserve(callOf(), amount(50, 50));
      await released.release();
      await ledger.reserve(callOf(), amount(7, 0));
      await released.settle(told(amount(30, 3)));
      expect(await ledger.standing(account, 0)).toMatchObject([{ used: 11, reserved: 7 }]);
    });

    it.each([
      ["session", { session: { tokens: 100 } }],
      ["user", { user: { per: "day", tokens: 100 } }],
      ["user", { user: { per: "month", tokens: 100 } }],
      ["day", { day: { tokens: 100 } }],
      ["month", { month: { tokens: 100 } }],
    ] as const)("refuses what might go beyond the budget of the %s, and says which it is", async (scope, budgets) => {
      const ledger = await open(budgets);
      await ledger.reserve(callOf(), amount(60, 0));
      const refused = await ledger.reserve(callOf(), amount(40, 1)).catch((error: unknown) => error);
      expect(refused).toBeInstanceOf(LmError);
      expect(refused).toMatchObject({ code: "over-budget", retryable: false });
      expect(refused).toHaveProperty("budget.scope", scope);
      expect(refused).toHaveProperty("budget.level", "hard");
      await ledger.reserve(callOf(), amount(40, 0));
      expect(await ledger.standing(account, 0)).toMatchObject([{ reserved: 100, level: "hard" }]);
    });

    it("is used up for a call that it refused: until it has room for that, or a reply that costs less found room", async () => {
      const ledger = await open({ day: { tokens: 100 }, month: { cost: 1 } });
      await (await ledger.reserve(callOf(), amount(40, 0, 0.4))).settle(told(amount(40, 0, 0.4)));
      const second = await ledger.reserve(callOf(), amount(10, 0, 0.1));
      const refused = await ledger
        .reserve(callOf({ session: "s2" }), amount(70, 0, 0.3))
        .catch((error: LmError) => error);
      expect(refused).toMatchObject({ budget: { scope: "day", used: 40, reserved: 10, asked: 70, level: "hard" } });
      const standing = async () => (await ledger.standing(account, 0))[0];
      expect(await standing()).toMatchObject({ used: 40, reserved: 10, asked: 70, level: "hard" });
      expect((await ledger.standing(account, 0))[1]).toMatchObject({ level: "free" });
      await second.settle(told(amount(10, 0, 0.1)));
      expect(await standing()).toMatchObject({ used: 50, asked: 70, level: "hard" });
      // A vector is cheap: that there is room for one says nothing of replies.
      await (await ledger.reserve({ ...callOf(), role: "embed" }, amount(5, 0, 0))).release();
      expect(await standing()).toMatchObject({ asked: 70, level: "hard" });
      const cheaper = await ledger.reserve(callOf(), amount(20, 0, 0.02));
      expect(await standing()).toMatchObject({ reserved: 20, level: "free" });
      expect(await standing()).not.toHaveProperty("asked");
      await cheaper.release();
      expect(await standing()).toMatchObject({ used: 50, reserved: 0, level: "free" });
    });

    it("is not used up any more for a refused call once there is room for it", async () => {
      const ledger = await open({ day: { cost: 1 } });
      const held = await ledger.reserve(callOf(), amount(1, 0, 0.6));
      await expect(ledger.reserve(callOf(), amount(1, 0, 0.5))).rejects.toMatchObject({ budget: { asked: 0.5 } });
      expect(await ledger.standing(account, 0)).toMatchObject([{ reserved: 0.6, asked: 0.5, level: "hard" }]);
      // What costs nothing neither finds nor takes room.
      await ledger.reserve(callOf(), amount(9, 9, 0));
      expect(await ledger.standing(account, 0)).toMatchObject([{ asked: 0.5, level: "hard" }]);
      await held.settle(told(amount(1, 0, 0.3)));
      expect(await ledger.standing(account, 0)).toMatchObject([{ used: 0.3, level: "free" }]);
    });

    it("says of every budget that has no room, and of none but the one of that session", async () => {
      const ledger = await open({ session: { tokens: 50 }, day: { tokens: 60 } });
      await expect(ledger.reserve(callOf(), amount(70, 0))).rejects.toMatchObject({ budget: { scope: "session" } });
      expect(await ledger.standing(account, 0)).toMatchObject([{ asked: 70 }, { scope: "day", asked: 70 }]);
      const other = await ledger.standing({ ...account, session: "s2" }, 0);
      expect(other).toMatchObject([
        { scope: "session", level: "free" },
        { scope: "day", level: "hard" },
      ]);
    });

    it("counts each session and each user for themselves", async () => {
      const ledger = await open({ session: { tokens: 10 }, user: { per: "day", tokens: 15 } });
      await ledger.reserve(callOf(), amount(10, 0));
      await expect(ledger.reserve(callOf({ session: "s2" }), amount(10, 0))).rejects.toThrow();
      await ledger.reserve(callOf({ session: "s2" }), amount(5, 0));
      await ledger.reserve(callOf({ session: "s3", user: "u2" }), amount(10, 0));
      await ledger.reserve({ ...callOf(), account: { command: "compile" } }, amount(1000, 0));
    });

    it("begins anew with each period", async () => {
      let at = noon;
      const ledger = await open({ day: { tokens: 10 }, month: { tokens: 25 } }, () => at);
      for (const day of ["2026-10-29", "2026-10-31"]) {
        at = Date.parse(`${day}T23:59:59.999Z`);
        await (await ledger.reserve(callOf(), amount(10, 0))).settle(told(amount(10, 0)));
        await expect(ledger.reserve(callOf(), amount(1, 0))).rejects.toThrow();
      }
      const late = Date.parse("2026-10-30T23:00:00Z");
      at = late;
      const overnight = await ledger.reserve(callOf(), amount(5, 0));
      at = Date.parse("2026-11-01T00:00:00.000Z");
      await overnight.settle(told(amount(5, 0)));
      expect(await ledger.standing(account, 0)).toMatchObject([{ used: 0 }, { used: 0 }]);
      at = late;
      expect(await ledger.standing(account, 0)).toMatchObject([{ used: 5 }, { used: 25, level: "hard" }]);
    });

    it("refuses a model whose price nobody knows where money is limited, and lets one that is free go on", async () => {
      const ledger = await open({ day: { cost: 1 } });
      await expect(ledger.reserve(callOf(), amount(1, 1))).rejects.toMatchObject({ code: "over-budget" });
      await (await ledger.reserve(callOf(), amount(1, 1, 1))).settle(told(amount(1, 1, 1)));
      await expect(ledger.reserve(callOf(), amount(1, 1, 1e-9))).rejects.toMatchObject({ code: "over-budget" });
      await ledger.reserve(callOf(), amount(1, 1, 0));
    });

    it("counts more than was held where a server billed more", async () => {
      const ledger = await open({ day: { tokens: 100 } });
      await (await ledger.reserve(callOf(), amount(10, 10))).settle(told(amount(90, 30)));
      expect(await ledger.standing(account, 0)).toMatchObject([{ used: 120, level: "hard" }]);
    });

    it("tells of a session's turns from what it is given", async () => {
      const ledger = await open({}, undefined, 10);
      const levels = [0, 7, 8, 9, 10, 11].map(async (turns) => (await ledger.standing(account, turns))[0]?.level);
      expect(await Promise.all(levels)).toEqual(["free", "free", "soft", "soft", "hard", "hard"]);
      // The next message after those that were allowed is answered with a goodbye, which is none of them.
      expect(await ledger.standing(account, 11)).toMatchObject([{ used: 10, limit: 10, level: "hard" }]);
      expect(await ledger.standing({ command: "compile" }, 99)).toEqual([]);
      expect(await (await open({}, undefined, 0)).standing(account, 99)).toEqual([]);
    });

    it("keeps sums exact and within the limits whatever the order of calls, all at once or one by one", async () => {
      const step = fc.record({
        session: fc.constantFrom("a", "b"),
        worst: fc.nat({ max: 60 }),
        share: fc.double({ min: 0, max: 1, noNaN: true }),
        end: fc.constantFrom("settle", "release", "neither", "both"),
        together: fc.boolean(),
      });
      await fc.assert(
        fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
          const ledger = await open({ session: { tokens: 150 }, day: { tokens: 200, cost: 0.2 } });
          let [used, held] = [0, 0];
          const usedBy: Record<string, number> = { a: 0, b: 0 };
          const one = async ({ session, worst, share, end }: (typeof steps)[number]) => {
            const costs = (tokens: number) => amount(tokens, 0, tokens / 1000);
            const reservation: Reservation | undefined = await ledger
              .reserve(callOf({ session }), costs(worst))
              .catch(() => undefined);
            if (reservation === undefined) return;
            const came = Math.floor(worst * share);
            if (end === "neither") held += worst;
            if (end === "settle" || end === "both") {
              used += came;
              usedBy[session] = (usedBy[session] ?? 0) + came;
              await reservation.settle(told(costs(came)));
            }
            if (end === "release" || end === "both") await reservation.release();
          };
          const running: Promise<void>[] = [];
          for (const each of steps) {
            if (each.together) running.push(one(each));
            else await one(each);
            const standings = await ledger.standing(account, 0);
            for (const { used: now, reserved, limit } of standings) expect(now + reserved).toBeLessThanOrEqual(limit);
          }
          await Promise.all(running);
          const [, tokens, cost] = await ledger.standing({ ...account, session: "a" }, 0);
          expect(tokens).toMatchObject({ used, reserved: held });
          expect(cost?.used).toBeCloseTo(used / 1000, 9);
          for (const session of ["a", "b"]) {
            expect((await ledger.standing({ ...account, session }, 0))[0]?.used).toBe(usedBy[session]);
          }
        }),
        { numRuns: 40 },
      );
    });
  });
};
