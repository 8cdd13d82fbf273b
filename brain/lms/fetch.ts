/** The fetch that a connection is given: undici's, with a connect timeout, or a test's. */
export type Fetch = typeof globalThis.fetch;
