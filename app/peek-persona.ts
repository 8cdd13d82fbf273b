import { readFileSync, statSync } from "node:fs";
import { defaultPersonaPath } from "./paths.ts";

/** The name in a persona.yaml, read without parsing it, for the first line on screen; the file is checked soon after. */
export const peekPersonaName = (path: string = defaultPersonaPath()): string => {
  try {
    // A pipe can be read only once, and not by this.
    if (!statSync(path).isFile()) return "the persona";
    return /^name:[ \t]*["']?([^\r\n"'#]+)/m.exec(readFileSync(path, "utf8"))?.[1]?.trim() ?? "the persona";
  } catch {
    return "the persona"; // loading tells why it cannot be read
  }
};
