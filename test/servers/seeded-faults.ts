import { hashText } from "../../brain/text/hash.ts";
import type { Fault } from "./fault.ts";

/** By name: all that may go wrong between a server and a reader, each as a server does it that fails in this way. */
export const everyFault = {
  "401": { kind: "status", status: 401 },
  "402": { kind: "status", status: 402 },
  "404 model": {
    kind: "status",
    status: 404,
    body: JSON.stringify({ error: { message: "The model does not exist", code: "model_not_found" } }),
  },
  "408": { kind: "status", status: 408 },
  "413": { kind: "status", status: 413 },
  "429": { kind: "status", status: 429 },
  "429 with seconds": { kind: "status", status: 429, headers: { "retry-after": "1" } },
  "429 with a date": { kind: "status", status: 429, headers: { "retry-after": "Thu, 01 Jan 2026 00:00:01 GMT" } },
  "429 for an hour": { kind: "status", status: 429, headers: { "retry-after": "3600" } },
  "500": { kind: "status", status: 500 },
  "503": { kind: "status", status: 503 },
  "web page": { kind: "web-page" },
  hang: { kind: "hang" },
  "hang after headers": { kind: "stall", after: 0 },
  "hang within": { kind: "stall", after: 6 },
  reset: { kind: "reset" },
  "broken at once": { kind: "break", after: 0 },
  "broken within": { kind: "break", after: 6 },
  "slow drip": { kind: "drip", ms: 5 },
  "no end": { kind: "truncate", after: 1000 },
  "ended within": { kind: "truncate", after: 6 },
  "malformed at once": { kind: "malformed", after: 0 },
  "malformed within": { kind: "malformed", after: 6 },
  "error at once": { kind: "error", after: 0 },
  "error within": { kind: "error", after: 6 },
  "half a character at once": { kind: "half-character", after: 0 },
  "half a character within": { kind: "half-character", after: 6 },
  "two ends": { kind: "two-ends" },
  "never closes": { kind: "never-closes" },
  gigantic: { kind: "gigantic" },
  "endless line": { kind: "endless-line", bytes: 2 << 20 },
  duplicate: { kind: "duplicate", piece: 3 },
  empty: { kind: "empty" },
  "cut by length": { kind: "length", after: 6 },
  "content filter": { kind: "content-filter", after: 6 },
  refusal: { kind: "refusal" },
} as const satisfies Record<string, Fault>;

export type FaultName = keyof typeof everyFault;

/**
 * Which request gets which fault, the same for the same seed: a `share` (0–1) of them, each kind as likely as any other.
 * @param kinds @default all
 */
export const seededFaults =
  ({ seed, share, kinds }: { readonly seed: number; readonly share: number; readonly kinds?: readonly FaultName[] }) =>
  (request: number): Fault | undefined => {
    const name = faultOfRequest({ seed, share, request, ...(kinds && { kinds }) });
    return name && everyFault[name];
  };

/** The fault's name, for tables and for the one who looks for a fault of ours. */
export const faultOfRequest = ({
  seed,
  share,
  request,
  kinds = faultNames,
}: {
  readonly seed: number;
  readonly share: number;
  readonly request: number;
  readonly kinds?: readonly FaultName[];
}): FaultName | undefined => {
  if (hashText(`whether ${request}`, seed) >= share * 2 ** 32) return undefined;
  return kinds[hashText(`which ${request}`, seed) % kinds.length];
};

export const faultNames = Object.keys(everyFault) as FaultName[]; // its own keys, and no others
