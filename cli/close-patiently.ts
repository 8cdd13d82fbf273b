import type { Stop } from "./progress/stop-on-signal.ts";
import { tell } from "./tell.ts";

/** Milliseconds after which a person wants to know what is waited for. */
const patient = 700;

export type Closeable = {
  /** Model calls that were begun and have not ended. */
  underWay(): number;
  close(): Promise<void>;
};

/** Closes what may have to wait for answers under way, which are paid for and kept; after a signal it says so. */
export const closePatiently = async (opened: Closeable, stop: Stop): Promise<void> => {
  const tellWhy = () => {
    const calls = opened.underWay();
    if (calls === 0) return;
    tell(
      `waiting for ${calls} ${calls === 1 ? "answer" : "answers"} under way, to keep what is paid for: 10 s at most; Ctrl+C again ends at once`,
    );
  };
  const patience = stop.exitCode() === undefined ? undefined : setTimeout(tellWhy, patient);
  await opened.close().finally(() => clearTimeout(patience));
};
