import pMap from "p-map";
import { LmError } from "../brain/core/errors.ts";

/**
 * Works through all items, at most `concurrency` at once. The first `work` that rejects ends the whole: nothing more is
 * begun, the signal handed to the others fires, and once they have come to rest its fault is thrown. So nothing is
 * still written, and no rejection is left over, when the caller has its answer.
 * @throws {LmError} aborted, where `signal` fired; else what `work` threw first
 */
export const runConcurrently = async <Item>(
  items: Iterable<Item>,
  work: (item: Item, signal: AbortSignal, index: number) => Promise<void>,
  { concurrency, signal }: { readonly concurrency: number; readonly signal?: AbortSignal | undefined },
): Promise<void> => {
  const stop = new AbortController();
  const faults: unknown[] = [];
  const onAbort = () => stop.abort(signal?.reason);
  if (signal?.aborted) onAbort();
  signal?.addEventListener("abort", onAbort, { once: true });
  try {
    await pMap(
      items,
      async (item, index) => {
        if (stop.signal.aborted) return;
        try {
          await work(item, stop.signal, index);
        } catch (fault) {
          faults.push(fault);
          stop.abort(fault);
        }
      },
      { concurrency },
    );
  } finally {
    signal?.removeEventListener("abort", onAbort);
  }
  if (faults.length > 0) throw faults[0];
  if (signal?.aborted) throw new LmError("aborted", "stopped before all was done", { retryable: false });
};
