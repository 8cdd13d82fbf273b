import { createHash } from "node:crypto";
import { join, resolve } from "node:path";

/** Where the compiled programs of one file of examples are kept: two personas at work at once do not displace each other's. */
export const programFolder = (home: string, dataPath: string): string =>
  join(home, "programs", createHash("sha256").update(resolve(dataPath)).digest("hex").slice(0, 12));

/** Within it: where a named program is kept as it was fitted to examples that have changed since. */
export const fittedFolder = (folder: string, name: string): string => join(folder, "fitted", name);
