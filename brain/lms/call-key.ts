import { createHash } from "node:crypto";
import type { ChatRequest, Identity } from "../core/ports.ts";
import { flatten } from "./flatten.ts";

/** Changes whenever what is asked of a server changes by the code alone: what was kept before is then void. */
const keyVersion = "call-1";

export type CallAddress = {
  readonly identity: Identity;
  /** Tells servers apart that name their models alike: host and port. */
  readonly server?: string;
  /** What goes along with every request of the connection, as the operator set it. */
  readonly options?: Readonly<Record<string, unknown>>;
};

/**
 * SHA-256, in hex, of all that an answer depends on. A server sees the flattened turns, the parameters of sampling and the
 * options of the connection, no more: a demo's id or similarity, or a rejected draft whose reason is told, must not make it
 * miss. The offline model reads the request itself. Without options the key is what it was before there were any.
 */
export const callKey = (request: ChatRequest, { identity, server, options = {} }: CallAddress): string => {
  const seen = identity.provider === "offline" ? request : flatten(request);
  const parameters = [request.temperature, request.maxTokens, request.seed ?? null];
  const parts: unknown[] = [keyVersion, identity.provider, identity.model, server ?? null, parameters, seen];
  if (Object.keys(options).length > 0) parts.push(sorted(options));
  return createHash("sha256").update(JSON.stringify(parts)).digest("hex");
};

/** The same with the keys of every object in one order: an operator who moves a line has not changed anything. */
const sorted = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).map(([key, each]) => [key, sorted(each)] as const);
  return Object.fromEntries(entries.toSorted(([one], [other]) => (one < other ? -1 : 1)));
};
