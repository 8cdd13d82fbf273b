import { createHash } from "node:crypto";
import type { ChatRequest, Identity } from "../core/ports.ts";
import { flatten } from "./flatten.ts";

/** Changes whenever what is asked of a server changes by the code alone: what was kept before is then void. */
const keyVersion = "call-1";

export type CallAddress = {
  readonly identity: Identity;
  /** Tells servers apart that name their models alike: host and port. */
  readonly server?: string;
};

/**
 * SHA-256, in hex, of all that an answer depends on. A server sees the flattened turns and the parameters of sampling, no
 * more: a demo's id or similarity, or a rejected draft whose reason is told, must not make it miss. The offline model
 * reads the request itself.
 */
export const callKey = (request: ChatRequest, { identity, server }: CallAddress): string => {
  const seen = identity.provider === "offline" ? request : flatten(request);
  const parameters = [request.temperature, request.maxTokens, request.seed ?? null];
  const parts = [keyVersion, identity.provider, identity.model, server ?? null, parameters, seen];
  return createHash("sha256").update(JSON.stringify(parts)).digest("hex");
};
