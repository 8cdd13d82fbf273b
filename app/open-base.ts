import { join } from "node:path";
import type { Understudy } from "../brain/run-turn.ts";
import { predictionLog } from "../store/prediction-log.ts";
import { steppingClock, systemClock } from "./clock.ts";
import type { Config } from "./config.ts";
import { type OpenedMeans, openMeans } from "./connections/open-means.ts";
import type { ChatSettings } from "./settings.ts";

/** What holds for a whole run, whoever is loaded in it. */
export type Base = Pick<Understudy, "clock" | "log"> & {
  readonly means: OpenedMeans;
  readonly onTurn: NonNullable<Understudy["onTurn"]>;
  /** What a person should know; taken from here by whoever tells it. */
  readonly notices: string[];
  /** Adds to what `close` does. */
  closeWith(close: () => Promise<void>): void;
  close(): Promise<void>;
};

/** Connections, ledger, log and telemetry; nothing of it is opened before it is needed. @throws {InputError} */
export const openBase = async (settings: ChatSettings): Promise<Base> => {
  const notices: string[] = [];
  const notify = (notice: string) => void notices.push(notice);
  const means = await openMeans({
    command: settings.command ?? "chat",
    notify,
    maxTurns: settings.maxTurns,
    price: settings.price,
    countsOffline: true,
  });
  const log = predictionLog({
    directory: join(means.config.home, "predictions"),
    settings: means.sections.log,
    onProblem: ({ message }) => notify(`The turns are not recorded: ${message}`),
    onNotice: notify,
  });
  const others: (() => Promise<void>)[] = [];
  const telemetry = openTelemetryIfWanted(means.config, notify);
  return {
    means,
    clock: settings.now === undefined ? systemClock() : steppingClock(settings.now),
    log,
    onTurn: telemetry.onTurn,
    notices,
    closeWith(close) {
      others.push(close);
    },
    async close() {
      await Promise.all([log.close(), telemetry.close(), means.close(), ...others.map((close) => close())]);
    },
  };
};

/** Loaded only where a collector is named; turns before that wait for it. */
const openTelemetryIfWanted = (config: Config, notify: (notice: string) => void) => {
  if (config.telemetry === undefined) return { onTurn: () => {}, close: async () => {} };
  const opening = import("./telemetry/open-telemetry.ts").then(({ openTelemetry }) => openTelemetry(config, notify));
  opening.catch(() => notify("No telemetry is sent: it could not be opened."));
  return {
    onTurn: (turn: Parameters<NonNullable<Understudy["onTurn"]>>[0]) =>
      void opening.then((telemetry) => telemetry?.onTurn(turn)).catch(() => {}),
    async close() {
      await (await opening.catch(() => undefined))?.close();
    },
  };
};
