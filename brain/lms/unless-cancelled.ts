import type { Reservation } from "../core/spend.ts";
import { unlessAborted } from "./live-call.ts";
import { aborted } from "./patient.ts";

/**
 * The reservation, unless `signal` fires first: nobody who cancels waits for a database that another holds. What is then
 * granted all the same is given back. @throws {LmError} aborted, and what the ledger throws
 */
export const unlessCancelled = async (
  reserving: Promise<Reservation>,
  signal: AbortSignal | undefined,
): Promise<Reservation> => {
  try {
    const granted = await unlessAborted(reserving, signal);
    if (signal?.aborted) throw aborted();
    return granted;
  } catch (error) {
    void reserving.then(
      (granted) => granted.release(),
      () => {},
    );
    throw error;
  }
};
