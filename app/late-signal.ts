/** Milliseconds that answers under way are waited for when the work is to stop: they are paid for, and then kept. */
const grace = 10_000;

/** Fires some time after `signal`. */
export const lateSignal = (signal: AbortSignal): { readonly signal: AbortSignal; release(): void } => {
  const late = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const begin = () => {
    timer = setTimeout(() => late.abort(), grace);
  };
  signal.addEventListener("abort", begin, { once: true });
  return {
    signal: late.signal,
    release() {
      signal.removeEventListener("abort", begin);
      clearTimeout(timer);
    },
  };
};
