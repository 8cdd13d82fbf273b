import type { ConnectionDependencies } from "../brain/lms/connect.ts";

/** The way out to model servers: loaded on first use, since a run that stays offline needs none of it. */
export type Network = { open(): Promise<ConnectionDependencies>; close(): Promise<void> };

/** One pool of connections for a whole run; `close` ends those that are kept open for the next turn. */
export const createNetwork = (): Network => {
  let opened: ReturnType<typeof load> | undefined;
  return {
    async open() {
      opened ??= load();
      const { fetch, timers } = await opened;
      return { fetch, timers };
    },
    async close() {
      await (await opened)?.close();
    },
  };
};

const load = async () => {
  const [{ createFetch }, { realTimers }] = await Promise.all([import("./fetch.ts"), import("./timers.ts")]);
  return { ...createFetch(), timers: realTimers };
};
