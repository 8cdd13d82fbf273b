import { join } from "node:path";
import { type OpenedLedger, openLedger } from "../../store/spend/open-ledger.ts";
import { type Config, loadConfig } from "../config.ts";
import { loadSections } from "../load-sections.ts";
import { createNetwork } from "../network.ts";
import type { Price } from "../runner/parse-price.ts";
import type { Prices } from "../spend/prices.ts";
import { isNetworked, type NetworkedConnection } from "./access.ts";
import type { ConnectionSettings } from "./connection.ts";
import type { ConnectionMeans } from "./means.ts";
import { modelOf } from "./model-of.ts";

export type MeansSettings = {
  /** What calls are counted for: `chat`, `eval`, … */
  readonly command: string;
  /** Told what a person should know: each thing once. */
  readonly notify: (notice: string) => void;
  /** Turns of a conversation at most, where a flag said; 0 for none. */
  readonly maxTurns?: number | undefined;
  /** What a flag said that the models of the start charge. */
  readonly price?: Price | undefined;
  /** As in ConnectionMeans. @default false */
  readonly countsOffline?: boolean;
};

export type OpenedMeans = ConnectionMeans & {
  readonly ledger: OpenedLedger;
  readonly spending: NonNullable<ConnectionMeans["spending"]>;
  /** Names the models of the start, before any is opened: the flag's price is theirs. */
  startsWith(connections: readonly ConnectionSettings[]): void;
  /** Ends connections, and counts calls under way at their worst. */
  close(): Promise<void>;
};

export const databasePath = ({ home }: Pick<Config, "home">): string => join(home, "understudy.db");

/** What connections are made from in this run, as the environment and understudy.yaml of the working folder say. @throws {InputError} */
export const openMeans = async ({
  command,
  notify,
  maxTurns,
  price,
  countsOffline = false,
}: MeansSettings): Promise<OpenedMeans> => {
  const config = loadConfig();
  const sections = await loadSections();
  const network = createNetwork();
  let start: readonly ConnectionSettings[] = [];
  let prices: Promise<Prices> | undefined;
  const openedPrices = async (): Promise<Prices> => {
    const { openPrices } = await import("../spend/open-prices.ts");
    const of = start.flatMap((each) => (isNetworked(each) ? [nameOf(each)] : []));
    return openPrices(sections, price && { price, of });
  };
  const ledger = openLedger({
    path: databasePath(config),
    budgets: sections.budgets,
    now: Date.now,
    onProblem: notify,
    maxTurns,
  });
  return {
    config,
    network,
    sections,
    states: new Map(),
    ledger,
    spending: { ledger, command, prices: () => (prices ??= openedPrices()), countsOffline },
    startsWith(connections) {
      start = connections;
    },
    async close() {
      await Promise.all([ledger.close(), network.close()]);
    },
  };
};

const nameOf = (connection: NetworkedConnection): string =>
  `${connection.provider}:${modelOf(connection, "chat", "--price")}`;
