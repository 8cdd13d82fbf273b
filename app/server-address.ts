import { InputError } from "../brain/core/errors.ts";

const ollamaPort = "11434";

/**
 * An http(s) address without a slash at its end.
 * @param name of the variable or flag that `value` came from; errors tell the name, never the value.
 * @throws {InputError}
 */
export const serverAddress = (name: string, value: string): string => {
  const fail = (what: string) => new InputError({ what, where: name, expected: "e.g. https://api.example.com/v1" });
  if (!/^https?:\/\//i.test(value)) throw fail("is not an http:// or https:// address");
  if (!URL.canParse(value)) throw fail("is not a valid address");
  const url = new URL(value);
  if (url.username !== "" || url.password !== "") throw fail("holds a user name or password, which is not supported");
  if (url.search !== "" || url.hash !== "") throw fail("has a ? or # part, which a base address cannot have");
  return `${url.origin}${url.pathname}`.replace(/\/+$/, "");
};

/**
 * Where Ollama answers, read as its own command line reads OLLAMA_HOST: `host`, `host:port`, `:port` and whole
 * addresses. `0.0.0.0` and `[::]`, on which a server listens, become the loopback address that a client can reach.
 * @throws {InputError}
 */
export const ollamaAddress = (name: string, value: string | undefined): string => {
  if (value === undefined) return `http://127.0.0.1:${ollamaPort}`;
  const isWhole = /^[a-z][a-z0-9+.-]*:\/\//i.test(value);
  const bare = value.replace(/\/+$/, "");
  const hostless = /^:\d/.test(bare) ? `127.0.0.1${bare}` : bare;
  const colons = hostless.split(":").length - 1;
  // 2001:db8::1 without brackets is one address, not a host and a port.
  const bracketed = colons > 1 && !hostless.startsWith("[") ? `[${hostless}]` : hostless;
  const hasPort = /:\d+(\/|$)/.test(bracketed.replace(/^\[[^\]]*\]/, ""));
  const withPort = hasPort ? bracketed : bracketed.replace(/^(\[[^\]]*\]|[^/]*)/, `$1:${ollamaPort}`);
  return serverAddress(name, isWhole ? value : `http://${withPort}`)
    .replace(/^(https?:\/\/)0\.0\.0\.0(?=[:/]|$)/, "$1127.0.0.1")
    .replace(/^(https?:\/\/)\[::\](?=[:/]|$)/, "$1[::1]");
};
