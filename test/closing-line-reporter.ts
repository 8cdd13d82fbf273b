import type { Reporter, TestModule } from "vitest/node";

/** Ends a run with one plain line that any CI can read: `tests: 12 passed, 0 failed, 1 skipped`. */
export const closingLineReporter: Reporter = {
  onTestRunEnd(modules: readonly TestModule[]) {
    const states = modules.flatMap((module) => [...module.children.allTests()].map((test) => test.result().state));
    const count = (state: string) => states.filter((each) => each === state).length;
    const broken = modules.filter((module) => module.errors().length > 0).length;
    console.log(`tests: ${count("passed")} passed, ${count("failed") + broken} failed, ${count("skipped")} skipped`);
  },
};
