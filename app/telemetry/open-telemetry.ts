import type { Sender } from "./sender.ts";
import type { Telemetry } from "./telemetry.ts";
import { type ReadVariable, telemetrySettings } from "./telemetry-settings.ts";

/** The part of the program's settings that telemetry needs. */
export type TelemetryConfig = {
  /** `undefined` where the environment names no collector. */
  readonly telemetry: ReadVariable | undefined;
  /** Milliseconds since 1970: spans are told in the time of this machine, whatever clock the conversation has. */
  readonly now?: () => number;
};

/** Milliseconds: a person who leaves the chat waits no longer than that for a collector. */
const longestClose = 2000;
/** Milliseconds that sending may take, trying again included: so that a failure is known before the chat has closed. */
const longestSend = 1500;

/**
 * Spans and metrics of each turn for an OpenTelemetry collector; `undefined` where the environment names none. Its packages
 * are loaded with the first turn, in the background.
 * @param onProblem told at most once: of a collector that cannot be reached, or of settings that cannot be used
 */
export const openTelemetry = async (
  { telemetry: variable, now = Date.now }: TelemetryConfig,
  onProblem: (problem: string) => void,
): Promise<Telemetry | undefined> => {
  if (variable === undefined) return undefined;
  let told = false;
  const problem = (text: string) => {
    if (told) return;
    told = true;
    onProblem(text);
  };
  const settings = telemetrySettings(variable, problem);
  if (settings === undefined) return undefined;
  let sending: Promise<Sender | undefined> | undefined;
  const sender = () => {
    sending ??= import("./send-telemetry.ts").then(
      ({ sendTelemetry }) => sendTelemetry(settings, { onProblem: problem, longest: longestSend }),
      () => {
        problem("no telemetry is sent: its packages could not be loaded");
        return undefined;
      },
    );
    return sending;
  };
  return {
    onTurn(turn) {
      const at = now();
      void sender()
        .then((open) => open?.send(turn, at))
        .catch(() => problem("a turn could not be told to the telemetry collector"));
    },
    async close() {
      if (sending === undefined) return;
      const closed = sending.then((open) => open?.close()).catch(() => undefined);
      await within(longestClose, closed);
    },
  };
};

const within = async (ms: number, done: Promise<void>): Promise<void> => {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms);
  });
  await Promise.race([done, late]);
  clearTimeout(timer);
};
