import { afterAll } from "vitest";
import { loadConfig } from "../../../app/config.ts";
import type { ConnectionMeans } from "../../../app/connections/means.ts";
import { createFetch } from "../../../app/fetch.ts";
import type { Sections } from "../../../app/sections.ts";
import { fakeTimers } from "../../fixtures/fake-timers.ts";

/** Where servers of this machine listen that are no part of a test. */
const notOurs = /:(8000|8080|1234)\//;

/** What connections are made from, with a real fetch and no real time: sleeps end at once, or, where told so, never. */
export const createMeans = ({ sleepsEnd = true } = {}) => {
  const { fetch: reaching, close } = createFetch();
  const fetch: typeof reaching = async (input, init) => {
    if (notOurs.test(String(input))) throw new TypeError("fetch failed");
    return reaching(input, init);
  };
  afterAll(close);
  return (sections: Sections, env: Readonly<Record<string, string>> = {}): ConnectionMeans => ({
    config: loadConfig({ env, cwd: "/nonexistent/folder" }),
    network: {
      open: async () => ({ fetch, timers: fakeTimers(sleepsEnd ? {} : { fires: () => false }) }),
      close: async () => {},
    },
    sections,
    states: new Map(),
  });
};
