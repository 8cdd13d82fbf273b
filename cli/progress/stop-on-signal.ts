import { constants } from "node:os";

/** The wish to stop, as the terminal and the system tell it. */
export type Stop = {
  /** Fires with the first signal. */
  readonly signal: AbortSignal;
  /** 128 + n once signal n has come: what the command ends with. */
  exitCode(): number | undefined;
  /** Signals do again what they did before. */
  release(): void;
};

const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/**
 * Ctrl+C and its like stop the work cleanly; a second one ends the process at once.
 * @param onStop told of the first, so that what is shown can say so
 */
export const stopOnSignal = (onStop: () => void = () => {}): Stop => {
  const stopping = new AbortController();
  let code: number | undefined;
  const stop = (signal: NodeJS.Signals) => {
    const wished = 128 + constants.signals[signal];
    // `process.exit` runs the handlers that put the terminal back.
    if (code !== undefined) process.exit(wished);
    code = wished;
    onStop();
    stopping.abort();
  };
  for (const signal of signals) process.on(signal, stop);
  return {
    signal: stopping.signal,
    exitCode: () => code,
    release: () => {
      for (const signal of signals) process.off(signal, stop);
    },
  };
};
