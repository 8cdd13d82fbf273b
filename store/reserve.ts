import { randomUUID } from "node:crypto";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { dirname, join } from "node:path";
import { z } from "zod";
import { ProgramError } from "../brain/core/errors.ts";
import { isElsewhere, mayRun, thisProcess } from "./holder.ts";
import { makeFolder } from "./make-folder.ts";
import { errnoOf, StoreError } from "./store-error.ts";
import { withLock } from "./with-lock.ts";

/** Who holds it: see holder.ts. */
const holderFile = z.object({
  token: z.string(),
  pid: z.int().min(1),
  host: z.string(),
  boot: z.string(),
  space: z.string(),
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
  const mine: Holder = { token: randomUUID(), ...thisProcess() };
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
    if (holder !== undefined && mayRun(holder)) throw busy(what, holder, path);
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

const busy = (what: string, holder: Holder, path: string): ProgramError => {
  const { pid, host } = holder;
  const message = isElsewhere(holder)
    ? `${what} by process ${pid} on ${host === hostname() ? "this machine, in another container" : host}, which cannot be looked at from here. Wait for it; where it is gone, delete ${path}.`
    : `${what} by ${pid === process.pid ? "this very process" : `process ${pid}`}. Wait for it, or end it.`;
  return new ProgramError("busy", message);
};
