import { keysAt } from "./config-schema.ts";
import type { Problem } from "./describe-issue.ts";
import { looksSecret } from "./looks-secret.ts";

type Path = Problem["path"];

/** What of a connection may hold a key or a password. */
const secretKeys: ReadonlySet<string> = new Set(["key", "base_url", "options"]);

/**
 * Whether the value at this place of understudy.yaml may be a secret, and so is never told: a connection's `key`, `base_url`
 * and `options`, what stands below a key of it that is not known, and a value in place of a connection.
 */
export const mayBeSecret = ([section, , key]: Path): boolean =>
  section === "connections" && (key === undefined || !isPlain(String(key)));

/** The path as it may be told: a key of the file that looks like a key of a provider was written there by mistake. */
export const withoutSecrets = (path: Path): Path =>
  path.map((key) => (typeof key === "string" && looksSecret(key) ? "…" : key));

/** Where a key belongs, for who wrote one into the file. */
export const secretHint = ({ path, isKey }: Pick<Problem, "path" | "isKey">): string | undefined => {
  const [section, , key] = path;
  if (section !== "connections" || path.length !== 3) return undefined;
  if (key === "key" && !isKey)
    return "the key itself belongs into .env, under that name (what stands here is not shown)";
  return isKey && isForKey(String(key))
    ? "a key belongs into .env, under a name, and that name here: `key: NAME`"
    : undefined;
};

const isPlain = (key: string): boolean => !secretKeys.has(key) && keysAt(["connections", ""]).includes(key);

const isForKey = (name: string): boolean =>
  !keysAt(["connections", ""]).includes(name) &&
  (/key|token|secret|passw|auth|credential/i.test(name) || looksSecret(name));
