import type { ModelConnection } from "../../brain/core/ports.ts";
import type { Ledger } from "../../brain/core/spend.ts";
import type { ConnectionState } from "../../brain/lms/resilience/connection-state.ts";
import type { Config } from "../config.ts";
import type { Network } from "../network.ts";
import type { Sections } from "../sections.ts";
import type { Prices } from "../spend/prices.ts";
import type { ConnectionSettings } from "./connection.ts";

/** What connections are made from. Each provider is loaded only when it is chosen. */
export type ConnectionMeans = {
  readonly config: Config;
  readonly network: Network;
  /** What understudy.yaml of the working folder says beside flags. */
  readonly sections: Sections;
  /** Breakers and limits by connection: two roles that ask the same one share them. */
  readonly states: Map<string, ConnectionState>;
  /** Where calls are counted; without it they are not. */
  readonly spending?: {
    readonly ledger: Ledger;
    /** What calls are counted for, where their maker does not say. */
    readonly command: string;
    /** Loaded when the first connection that may cost something is opened. */
    readonly prices: () => Promise<Prices>;
    /** Whether replies of the offline model are counted, too: where thousands are made in a run, nobody wants them. */
    readonly countsOffline: boolean;
  };
  /** Goes around each model connection that is opened, retries and all, below its own temperature and length: what it sees of a call is what will be asked. */
  readonly around?: (lm: ModelConnection, connection: ConnectionSettings) => ModelConnection;
};
