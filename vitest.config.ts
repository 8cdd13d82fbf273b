import { defineConfig } from "vitest/config";
import { closingLineReporter } from "./test/closing-line-reporter.ts";

export default defineConfig({
  test: {
    include: ["test/**/*.test.{ts,tsx}"],
    setupFiles: ["test/same-seed-in-ci.ts"],
    testTimeout: 30_000,
    // The default leaves a core to a watching editor: on two cores that would be one worker.
    maxWorkers: "100%",
    // Colour is asked for by the tests that look at it.
    env: { NO_COLOR: "1" },
    reporters: ["default", closingLineReporter],
  },
});
