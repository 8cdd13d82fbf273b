/** Milliseconds that answers under way are waited for when the work is to stop: they are paid for, and then kept. */
export const grace = 10_000;

export type LateSignal = { readonly signal: AbortSignal; release(): void };

/** Fires `grace` after `signal`. Until `release` it keeps the process alive from then on. */
export const lateSignal = (signal: AbortSignal | undefined): LateSignal => {
  const late = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const begin = () => {
    timer = setTimeout(() => late.abort(), grace);
  };
  if (signal?.aborted) begin();
  signal?.addEventListener("abort", begin, { once: true });
  return {
    signal: late.signal,
    release() {
      signal?.removeEventListener("abort", begin);
      clearTimeout(timer);
    },
  };
};
