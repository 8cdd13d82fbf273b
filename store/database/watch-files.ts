import { statSync } from "node:fs";

/** The database, what was written last, and the locks of those who have it open. */
const endings = ["", "-wal", "-shm"];
/** Milliseconds for which an answer holds: asking the system takes 12 µs, and a call is written in 300. */
const holds = 200;

/**
 * Says at each later call whether one of the database's files has been deleted, moved or replaced since now. The system
 * lets who has a file open go on with what nobody else will ever see; the numbers of such files are not given again
 * meanwhile. An answer may be 0.2 s old.
 */
export const watchFiles = (path: string): (() => boolean) => {
  const names = endings.map((ending) => path + ending);
  const known = names.map(identityOf);
  let [answer, askedAt] = [false, performance.now()];
  return () => {
    const now = performance.now();
    if (now - askedAt >= holds) {
      answer = names.some((name, at) => differs(identityOf(name), known[at]));
      askedAt = now;
    }
    return answer;
  };
};

/** `unknown` where the folder cannot be looked into just now, which says nothing of the file. */
const identityOf = (path: string): string => {
  try {
    const found = statSync(path, { throwIfNoEntry: false });
    return found === undefined ? "none" : `${found.dev}:${found.ino}`;
  } catch {
    return "unknown";
  }
};

const differs = (now: string, then: string | undefined): boolean =>
  now !== then && now !== "unknown" && then !== "unknown";
