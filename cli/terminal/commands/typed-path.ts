import { homedir } from "node:os";
import { resolve } from "node:path";

/** A path as a person types it where no shell reads it: `~` is the home folder, quotes around it do not count. */
export const typedPath = (typed: string): string => {
  const path = typed.trim().replace(/^(["'])(.+)\1$/, "$2");
  return path === "~" || path.startsWith("~/") ? resolve(homedir(), path.slice(2)) : path;
};
