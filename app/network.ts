import type { ConnectionDependencies } from "../brain/lms/connect.ts";
import { defaultResilience } from "../brain/lms/resilience/resilience.ts";

/** The way out to model servers: loaded on first use, since a run that stays offline needs none of it. */
export type Network = {
  /** @param connectMs after how long a server that does not let us connect is given up @default 5000 */
  open(connectMs?: number): Promise<ConnectionDependencies>;
  close(): Promise<void>;
};

/** One pool of connections for a whole run, and each time to connect; `close` ends those that are kept open for the next turn. */
export const createNetwork = (): Network => {
  const pools = new Map<number, ReturnType<typeof load>>();
  return {
    async open(connectMs = defaultResilience.connect) {
      const pool = pools.get(connectMs) ?? load(connectMs);
      pools.set(connectMs, pool);
      const { fetch, timers } = await pool;
      return { fetch, timers };
    },
    async close() {
      await Promise.all([...pools.values()].map(async (pool) => (await pool).close()));
    },
  };
};

const load = async (connectMs: number) => {
  const [{ createFetch }, { realTimers }] = await Promise.all([import("./fetch.ts"), import("./timers.ts")]);
  return { ...createFetch({ connectMs }), timers: realTimers };
};
