/** Settings that leave retries, timeouts and reporting to us, for the SDKs of Together and OpenAI. */
export const quiet = {
  maxRetries: 0,
  /** The longest that setTimeout takes: our own limits are far below. Milliseconds. */
  timeout: 2 ** 31 - 1,
  // At any other level a line that is not JSON is printed with the words in it.
  logLevel: "off",
} as const;
