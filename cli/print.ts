/** Writes to stdout and waits until it is out. @throws {Error} EPIPE where the reader has gone: `reportFault` knows what that is */
export const print = (text: string): Promise<void> =>
  new Promise((resolve, reject) => {
    // Stays on after a fault: the stream tells it a second time, to whoever listens.
    process.stdout.once("error", reject);
    process.stdout.write(text, (fault) => {
      if (fault) return reject(fault);
      process.stdout.off("error", reject);
      resolve();
    });
  });
