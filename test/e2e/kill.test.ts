import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as wait } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { replyTo, units } from "../../bench/soak-words.ts";
import { mulberry32, syntheticMessage } from "../../bench/synthetic-examples.ts";
import { exchangesOf } from "../../brain/core/conversation.ts";
import type { TurnEvent } from "../../brain/core/turn.ts";
import { openDatabase } from "../../store/database/open-database.ts";
import { sessionStore } from "../../store/session-store.ts";
import { openLedger } from "../../store/spend/open-ledger.ts";
import type { FakeServer } from "../servers/fake-server.ts";
import { type CompletionBody, startFakeTogether } from "../servers/fake-together.ts";
import { readPrompt } from "../servers/read-prompt.ts";
import { programPath, sandbox } from "./program.ts";

/** Turns that are seen to their end, of both processes together: 200 take a minute. KILL_TURNS and KILL_SEED set others. */
const turns = Number(process.env.KILL_TURNS ?? 40);
const seed = Number(process.env.KILL_SEED ?? 6);
const sessions = ["kill-one", "kill-two"] as const;
/** Milliseconds between the pieces of a reply: a turn lasts long enough to be hit anywhere. */
const pace = 3;
/** Turns that a process has before it is hit, at most; and milliseconds into the turn that is not waited for. */
const mostTurns = 9;
const mostDelay = 60;

const { folder, env, remove } = sandbox();
const home = env.UNDERSTUDY_HOME;
const running = new Set<ChildProcessWithoutNullStreams>();
/** Replies that somebody saw, and what each message was said in. */
const seen: { session: string; turn: number; text: string }[] = [];
const sessionOfMessage = new Map<string, string>();
let kills = 0;
let server: FakeServer<CompletionBody>;

/** Talks in one session until enough was seen, in one process after another: each is killed at a moment that chance chooses. */
const talk = async (session: string, place: number) => {
  const random = mulberry32(seed * 100 + place);
  for (let number = 0; seen.length < turns; kills++) {
    const child = spawn(
      process.execPath,
      [programPath, "chat", "--resume", session, "--json", "--lm", "together:fake", "--max-turns", "0"],
      { cwd: folder, env: { ...env, TOGETHER_API_KEY: "k", TOGETHER_BASE_URL: server.url } },
    );
    running.add(child);
    const exit = once(child, "exit");
    let told = "";
    child.stderr.on("data", (chunk) => {
      told += chunk;
    });
    child.stdin.on("error", () => {}); // it is killed while it is written to
    const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
    const say = () => {
      const message = syntheticMessage(1_000_000 * (place + 1) + number++);
      sessionOfMessage.set(message, session);
      child.stdin.write(`${message}\n`);
    };
    /** The next reply, or nothing where the process ended before. */
    const readReply = async () => {
      for (let line = await lines.next(); !line.done; line = await lines.next()) {
        const event: TurnEvent = JSON.parse(line.value);
        if (event.type === "error") throw new Error(`${event.code}: ${event.message}`);
        if (event.type === "reply") return void seen.push({ session, turn: event.turn, text: event.text });
      }
      throw new Error(`it ended by itself: ${told}`);
    };
    for (let turn = Math.floor(random() * mostTurns); turn > 0; turn--) {
      say();
      await readReply();
    }
    // What comes of the turn in which it is hit may be seen, too.
    say();
    await wait(random() * mostDelay);
    child.kill("SIGKILL");
    await exit;
    running.delete(child);
    await readReply().catch(() => {});
  }
};

beforeAll(async () => {
  server = await startFakeTogether({
    reply: (body) => replyTo(readPrompt(body).message),
    chunking: { units },
    fault: { kind: "drip", ms: pace },
  });
  writeFileSync(join(folder, "understudy.yaml"), "budgets:\n  day:\n    tokens: 100000000\n");
  const store = sessionStore({ directory: join(home, "sessions") });
  for (const id of sessions) {
    await store.create({ type: "begin", version: 1, id, at: new Date().toISOString(), persona: "Vera" });
  }
  await Promise.all(sessions.map(talk));
}, 300_000);
afterAll(async () => {
  for (const child of running) child.kill("SIGKILL");
  await server?.close();
  remove();
});

/** Lines that are no JSON, but those that a crash tore and the next writer marked. */
const tornIn = (path: string): readonly string[] => {
  const lines = readFileSync(path, "utf8").split("\n");
  // What stands behind the last line end was cut by the last crash: who writes next marks it.
  return lines.slice(0, -1).filter((line) => !line.endsWith("\u0018") && !isJson(line));
};
const isJson = (line: string) => {
  try {
    JSON.parse(line);
    return true;
  } catch {
    return false;
  }
};
const filesOf = (name: string) =>
  existsSync(join(home, name))
    ? readdirSync(join(home, name))
        .filter((file) => file.endsWith(".jsonl"))
        .map((file) => join(home, name, file))
    : [];

describe(`two processes that are killed again and again, until ${turns} turns were seen (seed ${seed})`, () => {
  it("keep every turn that was seen", async () => {
    expect(seen.length).toBeGreaterThanOrEqual(turns);
    expect(kills).toBeGreaterThan(turns / mostTurns);
    const store = sessionStore({ directory: join(home, "sessions") });
    for (const id of sessions) {
      const kept = new Map<number, string>();
      for (const { takes } of exchangesOf(await store.load(id))) {
        for (const { turn, reply } of takes) kept.set(turn, reply);
      }
      const here = seen.filter(({ session }) => session === id);
      expect(new Set(here.map(({ turn }) => turn)).size).toBe(here.length);
      for (const { turn, text } of here) expect(kept.get(turn), `${id}, turn ${turn}`).toBe(text);
    }
  });

  it("tear no file", () => {
    const files = [...filesOf("sessions"), ...filesOf("predictions")];
    expect(files.length).toBeGreaterThanOrEqual(3);
    for (const file of files) expect(tornIn(file), file).toEqual([]);
  });

  it("lose no call that the server billed, and count none twice", async () => {
    const path = join(home, "understudy.db");
    // Who opens the ledger next counts what the dead had reserved.
    const problems: string[] = [];
    const ledger = openLedger({
      path,
      // Of a budget that does not exist nobody asks the database.
      budgets: { soft: 0.8, day: { tokens: 100_000_000 } },
      now: Date.now,
      onProblem: (problem) => problems.push(String(problem)),
    });
    await ledger.standing({ command: "chat" }, 0);
    await ledger.close();
    const { db, close } = await openDatabase(path);
    const calls = await db.selectFrom("calls").selectAll().execute();
    const reservations = await db.selectFrom("reservations").selectAll().execute();
    const totals = await db.selectFrom("totals").selectAll().where("scope", "=", "month").execute();
    await close();
    expect(problems).toEqual([]);
    expect(reservations).toEqual([]);

    let [more, tokens] = [0, 0];
    for (const id of sessions) {
      const bills = server.bills().filter(({ request }) => {
        const asked = server.requests[request];
        return asked !== undefined && sessionOfMessage.get(readPrompt(asked.body).message) === id;
      });
      const rows = calls.filter(({ session }) => session === id);
      // Each settled call is one that the server told, with its figures; each bill that is left, one that was lost.
      const open = bills.map(({ promptTokens, completionTokens }) => `${promptTokens} ${completionTokens}`);
      for (const { prompt_tokens, completion_tokens, is_estimated, is_lost } of rows) {
        if (is_estimated === 1) {
          expect(is_lost).toBe(1);
          continue;
        }
        const at = open.indexOf(`${prompt_tokens} ${completion_tokens}`);
        expect(at, "a call with figures that the server told").toBeGreaterThanOrEqual(0);
        open.splice(at, 1);
      }
      const lost = rows.filter(({ is_lost }) => is_lost === 1);
      expect(lost.length).toBeGreaterThanOrEqual(open.length);
      more += lost.length - open.length;
      const sum = (all: readonly { prompt_tokens: number; completion_tokens: number }[]) =>
        all.reduce((total, call) => total + call.prompt_tokens + call.completion_tokens, 0);
      const billed = bills.reduce((total, bill) => total + bill.promptTokens + bill.completionTokens, 0);
      expect(sum(rows)).toBeGreaterThanOrEqual(billed);
      tokens += sum(rows);
    }
    // A process that was hit between its reservation and its request leaves one more: at most one each.
    expect(more).toBeLessThanOrEqual(kills);
    expect(totals.map((total) => total.tokens)).toEqual([tokens]);
    expect(totals.map((total) => total.reserved_tokens)).toEqual([0]);
  });

  it("leave a database that is sound", async () => {
    const { default: Database } = await import("libsql");
    const database = new Database(join(home, "understudy.db"));
    expect(database.prepare("pragma integrity_check").all()).toEqual([{ integrity_check: "ok" }]);
    database.close();
  });
});
