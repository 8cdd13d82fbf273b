import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { openDatabase } from "../store/database/open-database.ts";
import { type Comparison, compareSpend } from "./soak-ledger.ts";
import { type SoakServer, startSoakServers } from "./soak-servers.ts";
import type { SoakSight, SoakTask } from "./soak-worker.ts";

export type SoakOptions = SoakTask & {
  /** Of the requests, 0–1, that fail. */
  readonly share: number;
  /** Who answers where all three servers failed. */
  readonly last: "offline" | "nobody";
};

export type SoakReport = SoakSight & {
  readonly seed: number;
  readonly spend: Comparison;
  /** Reservations that nobody settled. */
  readonly reserved: number;
  /** Whether the ledger's running sum of the month is that of its calls. */
  readonly sumsAgree: boolean;
  /** Lines of the prediction log, and those that are no JSON. */
  readonly predictions: { readonly lines: number; readonly torn: number };
  readonly servers: readonly { readonly name: string; readonly requests: number; readonly failed: number }[];
  /** Connections to the servers that are left when the process has closed everything. */
  readonly openConnections: number;
  readonly seconds: number;
};

/** One soak: three servers here, and in a process of its own an understudy that asks them. */
export const runSoak = async ({ share, last, ...task }: SoakOptions): Promise<SoakReport> => {
  const folder = mkdtempSync(join(tmpdir(), "understudy-soak-"));
  const servers = await startSoakServers({ seed: task.seed, share });
  try {
    writeFileSync(join(folder, "understudy.yaml"), JSON.stringify(fileOf(servers, last), undefined, 2));
    const from = performance.now();
    const sight = await work(folder, task);
    const seconds = (performance.now() - from) / 1000;
    const home = join(folder, "home");
    return {
      ...sight,
      seed: task.seed,
      ...(await spendIn(join(home, "understudy.db"), servers)),
      predictions: linesIn(join(home, "predictions")),
      servers: servers.map(({ name, asked }) => {
        const { requests, faults } = asked();
        return { name, requests, failed: [...faults.values()].reduce((sum, count) => sum + count, 0) };
      }),
      openConnections: servers.reduce((sum, server) => sum + server.openConnections(), 0),
      seconds,
    };
  } finally {
    for (const server of servers) await server.close();
    rmSync(folder, { recursive: true, force: true });
  }
};

/** The understudy.yaml of a soak, which JSON is, too. Times are short, so that silence does not take minutes. */
const fileOf = (servers: readonly SoakServer[], last: SoakOptions["last"]) => ({
  connections: Object.fromEntries(
    servers.map(({ name, provider, url }) => [
      name,
      {
        ...{ provider, model: "fake", base_url: url, price: "1/2" },
        ...(provider !== "ollama" && { key: "SOAK_KEY" }),
        timeouts: { connect: 1, first_token: 1.5, between_tokens: 0.5 },
        retries: 1,
        breaker: { failures: 5, pause: 1 },
        limits: { concurrent: 24 },
      },
    ]),
  ),
  roles: { reply: servers.map(({ name }) => name), ...(last === "offline" && { fallback: "offline" }) },
});

/** A turn that never ends is a fault, too: milliseconds after which one is taken to be there. Ten times what is usual. */
const patience = ({ turns }: SoakTask): number => 50_000 + turns * 300;

const work = async (folder: string, task: SoakTask): Promise<SoakSight> => {
  const worker = new URL("./soak-worker.ts", import.meta.url).pathname;
  // Found from here: the worker runs where its settings lie.
  const tsx = import.meta.resolve("tsx");
  const child = spawn(process.execPath, ["--expose-gc", "--import", tsx, worker, JSON.stringify(task)], {
    cwd: folder,
    env: { PATH: process.env.PATH ?? "", HOME: folder, UNDERSTUDY_HOME: join(folder, "home"), SOAK_KEY: "key" },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const limit = setTimeout(() => child.kill("SIGKILL"), patience(task));
  const [output, [code]] = await Promise.all([text(child.stdout), once(child, "exit")]);
  clearTimeout(limit);
  if (code === null) throw new Error(`the soak (seed ${task.seed}) stands still after ${patience(task) / 1000} s`);
  if (code !== 0) throw new Error(`the soak's worker ended with exit code ${code}`);
  return JSON.parse(output) as SoakSight; // what the worker gives
};

const spendIn = async (
  path: string,
  servers: readonly SoakServer[],
): Promise<Pick<SoakReport, "spend" | "reserved" | "sumsAgree">> => {
  const { db, close } = await openDatabase(path);
  try {
    const calls = await db.selectFrom("calls").selectAll().execute();
    const reservations = await db.selectFrom("reservations").selectAll().execute();
    const months = await db.selectFrom("totals").selectAll().where("scope", "=", "month").execute();
    const tokens = calls.reduce((sum, call) => sum + call.prompt_tokens + call.completion_tokens, 0);
    return {
      spend: compareSpend(calls, servers),
      reserved: reservations.length + months.reduce((sum, month) => sum + month.reserved_tokens, 0),
      sumsAgree: months.reduce((sum, month) => sum + month.tokens, 0) === tokens,
    };
  } finally {
    await close();
  }
};

const linesIn = (folder: string): SoakReport["predictions"] => {
  const lines = readdirSync(folder).flatMap((name) => readFileSync(join(folder, name), "utf8").trimEnd().split("\n"));
  return { lines: lines.length, torn: lines.filter((line) => !isJson(line)).length };
};

const isJson = (line: string): boolean => {
  try {
    JSON.parse(line);
    return true;
  } catch {
    return false;
  }
};
