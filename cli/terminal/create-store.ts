/** A value that changes, for React's `useSyncExternalStore`. */
export type Store<T> = {
  get(): T;
  update(change: Partial<T>): void;
  subscribe(listener: () => void): () => void;
};

/** Listeners hear of all changes of one event-loop task at once: a thousand keys in one chunk are one frame. */
export const createStore = <T extends object>(initial: T): Store<T> => {
  const listeners = new Set<() => void>();
  let value = initial;
  let isTold = true;
  return {
    get: () => value,
    update(change) {
      value = { ...value, ...change };
      if (!isTold) return;
      isTold = false;
      queueMicrotask(() => {
        isTold = true;
        for (const listener of listeners) listener();
      });
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
};
