import { readFileSync, readlinkSync } from "node:fs";
import { hostname } from "node:os";
import { errnoOf } from "./store-error.ts";

/** A process, so that others can tell whether it still runs. Numbers of processes are given again, and do not tell that alone. */
export type Holder = {
  readonly pid: number;
  readonly host: string;
  /** Of the machine's start, and the room that its process numbers count in (a container has its own); Linux tells them. */
  readonly boot: string;
  readonly space: string;
  /** Of the process's start, in ticks since the machine's; empty where the system does not tell. */
  readonly started: string;
};

export const thisProcess = (): Holder => ({ pid: process.pid, ...here(), started: startOf(process.pid) });

/** Whether it is on another machine, or in another container: nobody here can say whether it still runs. */
export const isElsewhere = ({ host, boot, space }: Omit<Holder, "started">): boolean => {
  const now = here();
  return host !== now.host || (boot === now.boot && space !== now.space);
};

/** Whether it still runs; one that is elsewhere is taken to. */
export const mayRun = (holder: Holder): boolean => {
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
