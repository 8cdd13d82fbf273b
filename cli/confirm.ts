import { createInterface } from "node:readline";

/** Whether a question can be asked: a person at both ends. */
export const canAsk = (): boolean => process.stdin.isTTY === true && process.stderr.isTTY === true;

/** Asks a question that only `y` or `yes` affirms. False for an end of input, and once `signal` fired. */
export const confirm = (question: string, signal: AbortSignal): Promise<boolean> =>
  new Promise((resolve) => {
    if (signal.aborted) return resolve(false);
    // No line editing: the terminal keeps its own, and Ctrl+C stays the signal that it is.
    const lines = createInterface({ input: process.stdin, terminal: false });
    const answer = (isYes: boolean) => {
      signal.removeEventListener("abort", stop);
      resolve(isYes); // before closing, which counts as a no
      lines.close();
    };
    const stop = () => {
      process.stderr.write("\n");
      answer(false);
    };
    signal.addEventListener("abort", stop);
    lines.once("line", (line) => answer(/^\s*y(es)?\s*$/i.test(line)));
    lines.once("close", () => answer(false));
    process.stderr.write(`${question} `);
  });
