import { closeSync, constants, fstatSync, openSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { setImmediate as breathe } from "node:timers/promises";
import { ProgramError } from "../../brain/core/errors.ts";
import { makeFolder } from "../make-folder.ts";
import { StoreError } from "../store-error.ts";
import { astray, damaged, databaseFault } from "./database-fault.ts";
import { applicationId, migrations } from "./migrations.ts";
import type { Database } from "./tables.ts";
import { watchFiles } from "./watch-files.ts";
import { createWaiting } from "./when-free.ts";

export type OpenDatabase = {
  /**
   * Its transactions take the right to write at once: see immediate-dialect.ts. Where another process is in the way it
   * waits for up to 5 s, and the event loop goes on. What it throws of the file names the file; where the file is not at
   * its path any more that is all it does, since what it wrote would be seen by nobody.
   */
  readonly db: Database;
  /** Whether the file was deleted, moved or replaced since it was opened. Who opens the path then gets the file that is there, or a new one. */
  isAstray(): boolean;
  /** Later calls change nothing. */
  close(): Promise<void>;
};

type Shared = Pick<OpenDatabase, "db" | "isAstray"> & { readonly end: () => Promise<void>; users: number };

/** What is open in this process: a second connection would wait, asleep, for a transaction that this very thread is to end. */
const open = new Map<string, Promise<Shared>>();

/**
 * The database at `path`, in today's format; it is made, for its owner alone, where there is none. Several processes
 * may have it open. Who opens it twice gets the same connection. libsql and kysely are loaded at the first call.
 *
 * A commit survives the process's death (kill -9), since it stands in the system's memory by then; of what was committed
 * within the last moments a power cut may take the end (WAL with `synchronous=normal`), and never leaves half of one.
 * @throws {StoreError} the place cannot be written, or the disk is full
 * @throws {ProgramError} `damaged`, `mismatched` (a newer version wrote it), `busy`, `missing` (libsql has no native part here)
 */
export const openDatabase = async (path: string): Promise<OpenDatabase> => {
  const key = resolve(path);
  const known = open.get(key);
  const opening = known ?? connect(key);
  open.set(key, opening);
  const forget = () => {
    if (open.get(key) === opening) open.delete(key);
  };
  let shared: Shared;
  try {
    shared = await opening;
  } catch (error) {
    forget();
    throw error;
  }
  if (known !== undefined && shared.isAstray()) {
    forget();
    return openDatabase(path);
  }
  shared.users++;
  let isClosed = false;
  return {
    db: shared.db,
    isAstray: shared.isAstray,
    async close() {
      if (isClosed) return;
      isClosed = true;
      if (--shared.users > 0) return;
      forget();
      await shared.end();
    },
  };
};

/** In several steps, between which keys and timers have their turn. */
const connect = async (path: string): Promise<Shared> => {
  const Native = await loadNative();
  await breathe();
  const [{ Kysely }, { immediateDialect }] = await Promise.all([import("kysely"), import("./immediate-dialect.ts")]);
  await breathe();
  const isNew = await makeFile(path);
  const whenFree = createWaiting();
  const perform = async <T>(work: () => T): Promise<T> => {
    try {
      return await whenFree(work);
    } catch (error) {
      throw databaseFault(error, path);
    }
  };
  const native = await perform(() => new Native(path));
  try {
    // SQLite's own waiting would stop the whole thread.
    native.exec("pragma busy_timeout = 0");
    await perform(() => prepareFile(native, path, isNew));
    await breathe();
    await perform(() => migrate(native, path));
  } catch (error) {
    native.close();
    throw error;
  }
  const isAstray = watchFiles(path);
  const check = () => {
    if (isAstray()) throw astray(path);
  };
  const db: Database = new Kysely({ dialect: immediateDialect({ native, perform, check }) });
  const end = async () => {
    tidy(native);
    await db.destroy();
    native.close();
  };
  return { db, isAstray, users: 0, end };
};

type Native = InstanceType<Awaited<ReturnType<typeof loadNative>>>;

const loadNative = async () => {
  // libsql learns from Node's report which C library this is; the report would look up the names of all servers that are
  // connected, and the thread would stand still as long as that takes (nodejs.org/api/process.html).
  Object.assign(process.report, { excludeNetwork: true });
  try {
    return (await import("libsql")).default;
  } catch (cause) {
    const what = "the database cannot be opened: libsql's part for this machine is missing";
    throw new ProgramError("missing", `${what}. Run npm install again, without --omit=optional.`, { cause });
  }
};

/** SQLite would make it readable for all; its -wal and -shm are made like it. Says whether nothing stands in it yet. */
const makeFile = async (path: string): Promise<boolean> => {
  try {
    await makeFolder(dirname(path));
    const file = openSync(path, constants.O_RDWR | constants.O_CREAT, 0o600);
    try {
      return fstatSync(file).size === 0;
    } finally {
      closeSync(file);
    }
  } catch (error) {
    throw new StoreError("unwritable", path, error);
  }
};

const prepareFile = (native: Native, path: string, isNew: boolean): void => {
  if (!isNew) checkOwn(native, path);
  native.exec("pragma journal_mode = wal; pragma synchronous = normal; pragma foreign_keys = on");
};

/** Nothing is written into a file that another program made. */
const checkOwn = (native: Native, path: string): void => {
  const { id, tables } = row(
    native,
    "select (select application_id from pragma_application_id) as id, (select count(*) from sqlite_schema) as tables",
  );
  if (tables !== 0 && id !== applicationId) throw damaged(path);
};

/** Number of the last migration that was done; 0 in a new file. */
const formatOf = (native: Native, path: string): number => {
  const { tables } = row(native, "select count(*) as tables from sqlite_schema where name = 'migrations'");
  if (tables === 0) return 0;
  const { format } = row(native, "select coalesce(max(number), 0) as format from migrations");
  if (typeof format !== "number") throw damaged(path);
  if (format <= migrations.length) return format;
  const what = `${path} was written by a newer version of Understudy (format ${format}; this one knows ${migrations.length})`;
  throw new ProgramError("mismatched", `${what}. Update Understudy, or set UNDERSTUDY_HOME to another folder.`);
};

/** All that is missing, in one transaction: of several processes that start at once one does it, the others find it done. */
const migrate = (native: Native, path: string): void => {
  if (formatOf(native, path) === migrations.length) return;
  native.exec("begin immediate");
  try {
    for (let number = formatOf(native, path) + 1; number <= migrations.length; number++) {
      if (number === 1) {
        native.exec(`pragma application_id = ${applicationId}`);
        native.exec("create table migrations (number integer primary key, at text not null) strict");
      }
      native.exec(migrations[number - 1] ?? "");
      native.exec(`insert into migrations (number, at) values (${number}, strftime('%Y-%m-%dT%H:%M:%fZ'))`);
    }
    native.exec("commit");
  } catch (error) {
    if (native.inTransaction) native.exec("rollback");
    throw error;
  }
};

/** Brings all that was written into the one file, so that who copies it has all; where others are at it, they will. */
const tidy = (native: Native): void => {
  try {
    native.prepare("pragma wal_checkpoint(truncate)").all();
  } catch {
    // It stands in the file beside it, and is found there at the next start.
  }
};

/** Read to the end (`all`): `get` would leave the statement, and with it a lock, open. */
const row = (native: Native, sql: string): Readonly<Record<string, unknown>> =>
  (native.prepare(sql).all()[0] ?? {}) as Record<string, unknown>; // SQLite's rows are records
