import {
  type CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  type QueryResult,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from "kysely";

/** Statements that are kept ready: about those that there are. Preparing one takes as long as running it. */
const mostStatements = 100;

type Statement = {
  readonly reader: boolean;
  all(parameters: readonly unknown[]): unknown[];
  run(parameters: readonly unknown[]): { readonly changes: number; readonly lastInsertRowid: number | bigint };
};

export type NativeDatabase = {
  prepare(sql: string): Statement;
  exec(sql: string): unknown;
  readonly inTransaction: boolean;
};

export type DialectMeans = {
  /** Closed by whoever opened it. */
  readonly native: NativeDatabase;
  /** Does the work as soon as no other process is in its way, and says of what it throws which file it is about. */
  readonly perform: <T>(work: () => T) => Promise<T>;
  /** Asked before each transaction, and each query outside of one. */
  readonly check: () => void;
};

/**
 * SQLite for kysely, every transaction of which takes the right to write at its beginning. Kysely's own begins as a
 * reader and asks for it at its first write: two that have read the same sums would then both add to them, or one of
 * them fails at once, whatever the busy timeout (sqlite.org/isolation.html).
 */
export const immediateDialect = (means: DialectMeans): Dialect => ({
  createAdapter: () => new SqliteAdapter(),
  createDriver: () => immediateDriver(means),
  createIntrospector: (db) => new SqliteIntrospector(db),
  createQueryCompiler: () => new SqliteQueryCompiler(),
});

const immediateDriver = ({ native, perform, check }: DialectMeans): Driver => {
  const connection = connectionTo(native, perform);
  /** One connection, one transaction at a time: who comes meanwhile waits for those before. */
  let last: Promise<void> = Promise.resolve();
  let release: () => void = () => {};
  return {
    async init() {},
    async acquireConnection() {
      const before = last;
      let end: () => void = () => {};
      last = new Promise((resolve) => {
        end = resolve;
      });
      await before;
      release = end;
      try {
        check();
      } catch (error) {
        end();
        throw error;
      }
      return connection;
    },
    beginTransaction: () => perform(() => void native.exec("begin immediate")),
    commitTransaction: () => perform(() => void native.exec("commit")),
    async rollbackTransaction() {
      // After some faults (a full disk) SQLite has undone it by itself: to ask for it again would hide the fault.
      if (native.inTransaction) await perform(() => void native.exec("rollback"));
    },
    async releaseConnection() {
      release();
    },
    async destroy() {},
  };
};

const connectionTo = (native: NativeDatabase, perform: DialectMeans["perform"]): DatabaseConnection => {
  const known = new Map<string, { readonly statement: Statement; readonly isReader: boolean }>();
  const ready = (sql: string) => {
    const found = known.get(sql);
    if (found !== undefined) return found;
    const statement = native.prepare(sql);
    const prepared = { statement, isReader: statement.reader };
    if (known.size >= mostStatements) known.clear();
    known.set(sql, prepared);
    return prepared;
  };
  const executeQuery = <Row>({ sql, parameters }: CompiledQuery): Promise<QueryResult<Row>> =>
    perform(() => {
      const { statement, isReader } = ready(sql);
      if (isReader) return { rows: statement.all(parameters) as Row[] }; // kysely's types say what a query's rows are
      const { changes, lastInsertRowid } = statement.run(parameters);
      return { rows: [], numAffectedRows: BigInt(changes), insertId: BigInt(lastInsertRowid) };
    });
  return {
    executeQuery,
    async *streamQuery(query) {
      yield await executeQuery(query);
    },
  };
};
