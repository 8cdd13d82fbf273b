import {
  CompiledQuery,
  type Dialect,
  SqliteAdapter,
  type SqliteDatabase,
  SqliteDriver,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from "kysely";

/**
 * SQLite for kysely, every transaction of which takes the right to write at its beginning. Kysely's own begins as a
 * reader and asks for it at its first write: two that have read the same sums would then both add to them, or one of
 * them fails at once, whatever the busy timeout (sqlite.org/isolation.html).
 */
export const immediateDialect = (database: SqliteDatabase): Dialect => ({
  createAdapter: () => new SqliteAdapter(),
  createDriver: () =>
    Object.assign(new SqliteDriver({ database }), {
      async beginTransaction(connection: Parameters<SqliteDriver["beginTransaction"]>[0]) {
        await connection.executeQuery(CompiledQuery.raw("begin immediate"));
      },
    }),
  createIntrospector: (db) => new SqliteIntrospector(db),
  createQueryCompiler: () => new SqliteQueryCompiler(),
});
