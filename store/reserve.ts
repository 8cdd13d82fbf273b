import { randomUUID } from "node:crypto";
import { readFileSync, readlinkSync, rmSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { dirname, join } from "node:path";
import { z } from "zod";
import { ProgramError } from "../brain/core/errors.ts";
import { makeFolder } from "./make-folder.ts";
import { errnoOf, StoreError } from "./store-error.ts";
import { withLock } from "./with-lock.ts";

/** Who holds it. Numbers of processes are given again, so that a number alone does not tell that it still is the one. */
const holderFile = z.object({
  token: z.string(),
  pid: z.int().min(1),
  host: z.string(),
  /** Of the machine's start, and the room that its process numbers count in (a container has its own); Linux tells them. */
  boot: z.string(),
  space: z.string(),
  /** Of the process's start, in ticks since the machine's; empty where the system does not tell. */
  started: z.string(),
});

type Holder = z.infer<typeof holderFile>;

/**
 * The right to something for as long as it takes: the file at `path` names this process until the right is given back.
 * A process that has ended holds nothing, however it ended. Of one on another machine, or in another container, nobody
 * here can say whether it still runs: its file stays until somebody deletes it.
 * @param what is being done, for the message: `The program "x" is being compiled`
 * @throws {ProgramError} busy, with the process and what to do @throws {StoreError} unwritable
 */
export const reserve = async (path: string, what: string): Promise<() => Promise<void>> => {
  const mine: Holder = { token: randomUUID(), pid: process.pid, ...here(), started: startOf(process.pid) };
  const inTurn = async (work: () => void) => {
    try {
      await makeFolder(dirname(path));
      await withLock(join(dirname(path), ".lock"), work);
    } catch (error) {
      if (error instanceof ProgramError) throw error;
      throw new StoreError("unwritable", path, error);
    }
  };
  await inTurn(() => {
    const holder = read(path);
    if (holder !== undefined && holds(holder)) throw busy(what, holder, path);
    write(path, mine);
  });
  return () =>
    inTurn(() => {
      if (read(path)?.token === mine.token) rmSync(path, { force: true });
    }).catch(() => undefined); // it ends with this process at the latest
};

/** `undefined` where nobody holds it, or what is there was cut short by a crash: writers take turns. */
const read = (path: string): Holder | undefined => {
  try {
    return holderFile.parse(JSON.parse(readFileSync(path, "utf8")));
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof z.ZodError || errnoOf(error) === "ENOENT") return undefined;
    throw error;
  }
};

const write = (path: string, holder: Holder): void => {
  try {
    writeFileSync(path, `${JSON.stringify(holder)}\n`, { mode: 0o600 });
  } catch (error) {
    rmSync(path, { force: true });
    throw error;
  }
};

const isElsewhere = ({ host, boot, space }: Holder): boolean => {
  const now = here();
  return host !== now.host || (boot === now.boot && space !== now.space);
};

const holds = (holder: Holder): boolean => {
  if (isElsewhere(holder)) return true;
  // The same machine, started anew since.
  if (holder.boot !== here().boot) return false;
  return isAlive(holder.pid) && ["", holder.started].includes(startOf(holder.pid));
};

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return errnoOf(error) === "EPERM"; // somebody else's
  }
};

const here = (): Pick<Holder, "host" | "boot" | "space"> => ({
  host: hostname(),
  boot: orEmpty(() => readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim()),
  space: orEmpty(() => readlinkSync("/proc/self/ns/pid")),
});

/** Field 22 of `/proc/PID/stat` (proc(5)), empty where it is not told; `gone` for one that has ended and waits for its parent to notice. */
const startOf = (pid: number): string =>
  orEmpty(() => {
    // The name, in brackets, may hold spaces and brackets itself.
    const [state = "", ...fields] = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ").at(-1)?.split(" ") ?? [];
    return "ZXx".includes(state) ? "gone" : (fields[18] ?? "");
  });

const orEmpty = (look: () => string): string => {
  try {
    return look();
  } catch {
    return ""; // another system, or a process that has ended meanwhile
  }
};

const busy = (what: string, holder: Holder, path: string): ProgramError => {
  const { pid, host } = holder;
  const message = isElsewhere(holder)
    ? `${what} by process ${pid} on ${host === hostname() ? "this machine, in another container" : host}, which cannot be looked at from here. Wait for it; where it is gone, delete ${path}.`
    : `${what} by ${pid === process.pid ? "this very process" : `process ${pid}`}. Wait for it, or end it.`;
  return new ProgramError("busy", message);
};
