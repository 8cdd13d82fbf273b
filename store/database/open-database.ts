import { closeSync, constants, fstatSync, openSync } from "node:fs";
import { dirname, resolve } from "node:path";
import type { SqliteDatabase, SqliteStatement } from "kysely";
import { ProgramError } from "../../brain/core/errors.ts";
import { makeFolder } from "../make-folder.ts";
import { StoreError } from "../store-error.ts";
import { damaged, databaseFault } from "./database-fault.ts";
import { applicationId, migrations } from "./migrations.ts";
import type { Database } from "./tables.ts";

/** A transaction takes under a millisecond; who holds the file for longer than this, in milliseconds, hangs. */
const busyTimeout = 5000;
/** Statements that are kept ready: about those that there are. Preparing one takes as long as running it. */
const mostStatements = 100;

export type OpenDatabase = {
  /** Its transactions take the right to write at once: see immediate-dialect.ts. What it throws of the file names the file. */
  readonly db: Database;
  /** Later calls change nothing. */
  close(): Promise<void>;
};

type Shared = { readonly db: Database; readonly end: () => Promise<void>; users: number };

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
  const opening = open.get(key) ?? connect(key);
  open.set(key, opening);
  let shared: Shared;
  try {
    shared = await opening;
  } catch (error) {
    if (open.get(key) === opening) open.delete(key);
    throw error;
  }
  shared.users++;
  let isClosed = false;
  return {
    db: shared.db,
    async close() {
      if (isClosed) return;
      isClosed = true;
      if (--shared.users > 0) return;
      if (open.get(key) === opening) open.delete(key);
      await shared.end();
    },
  };
};

const connect = async (path: string): Promise<Shared> => {
  const [Native, { Kysely }, { immediateDialect }] = await Promise.all([
    loadNative(),
    import("kysely"),
    import("./immediate-dialect.ts"),
  ]);
  const isNew = await makeFile(path);
  let native: InstanceType<typeof Native> | undefined;
  try {
    native = new Native(path, { timeout: busyTimeout });
    prepareFile(native, path, isNew);
  } catch (error) {
    native?.close();
    throw databaseFault(error, path);
  }
  const db: Database = new Kysely({ dialect: immediateDialect(told(native, path)) });
  const end = async () => {
    tidy(native);
    await db.destroy();
  };
  return { db, users: 0, end };
};

type Native = InstanceType<Awaited<ReturnType<typeof loadNative>>>;

const loadNative = async () => {
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
  // Before all else: the switch to WAL itself waits for others.
  native.exec(`pragma busy_timeout = ${busyTimeout}`);
  if (!isNew) checkOwn(native, path);
  native.exec("pragma journal_mode = wal; pragma synchronous = normal; pragma foreign_keys = on");
  if (formatOf(native, path) < migrations.length) migrate(native, path);
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
    native.exec("pragma busy_timeout = 0");
    native.prepare("pragma wal_checkpoint(truncate)").all();
  } catch {
    // It stands in the file beside it, and is found there at the next start.
  }
};

/** Read to the end (`all`): `get` would leave the statement, and with it a lock, open. */
const row = (native: Native, sql: string): Readonly<Record<string, unknown>> =>
  (native.prepare(sql).all()[0] ?? {}) as Record<string, unknown>; // SQLite's rows are records

/** The same database; its statements are kept ready, and its faults name the file. */
const told = (native: Native, path: string): SqliteDatabase => {
  const statements = new Map<string, SqliteStatement>();
  const tell = <T>(work: () => T): T => {
    try {
      return work();
    } catch (error) {
      throw databaseFault(error, path);
    }
  };
  return {
    prepare(sql) {
      const known = statements.get(sql);
      if (known !== undefined) return known;
      const statement = tell(() => native.prepare(sql));
      const ready: SqliteStatement = {
        reader: statement.reader,
        all: (parameters) => tell(() => statement.all(parameters)),
        run: (parameters) => tell(() => statement.run(parameters)),
        iterate: (parameters) => tell(() => native.prepare(sql).iterate(parameters)),
      };
      if (statements.size >= mostStatements) statements.clear();
      statements.set(sql, ready);
      return ready;
    },
    close: () => native.close(),
  };
};
