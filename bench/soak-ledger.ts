import type { SoakServer } from "./soak-servers.ts";

/** A row of the ledger's calls. */
export type LedgerCall = {
  readonly connection: string | null;
  readonly prompt_tokens: number;
  readonly completion_tokens: number;
  readonly is_estimated: number;
  readonly is_lost: number;
};

/** What servers counted against what the ledger holds. Tokens are those of prompt and reply together. */
export type Comparison = {
  /** Calls that the servers billed, and those that the ledger holds: no fewer, since a call that failed may be held too. */
  readonly billed: number;
  readonly held: number;
  /** Calls for which the ledger has the server's own figures, and how many of them no server ever told so. */
  readonly exact: number;
  readonly foreign: number;
  /** Of the other calls: what servers counted, told or not, and what stands in the ledger. */
  readonly rest: { readonly billedTokens: number; readonly heldTokens: number };
  /** Billed beside those for replies without end: what a server wrote that nobody read any more. */
  readonly endlessTokens: number;
  readonly lost: number;
};

/**
 * Whether the ledger holds what the servers billed: each call whose usage came through matches a bill that was told, one
 * each. What a server told and nobody read (the reader had left) is among the rest, which is estimated.
 */
export const compareSpend = (calls: readonly LedgerCall[], servers: readonly SoakServer[]): Comparison => {
  const key = (name: string | null, prompt: number, completion: number) => `${name} ${prompt} ${completion}`;
  const open = new Map<string, number>();
  let [billed, billedTokens, endlessTokens] = [0, 0, 0];
  for (const { name, bills, faultOf } of servers) {
    for (const { request, promptTokens, completionTokens, isTold } of bills()) {
      billed++;
      billedTokens += promptTokens;
      if (faultOf(request) === "gigantic") endlessTokens += completionTokens;
      else billedTokens += completionTokens;
      if (!isTold) continue;
      const figures = key(name, promptTokens, completionTokens);
      open.set(figures, (open.get(figures) ?? 0) + 1);
    }
  }
  const paid = calls.filter(({ connection }) => servers.some(({ name }) => name === connection));
  let [exact, foreign, exactTokens, heldTokens] = [0, 0, 0, 0];
  for (const { connection, prompt_tokens: prompt, completion_tokens: completion, is_estimated } of paid) {
    if (is_estimated === 1) {
      heldTokens += prompt + completion;
      continue;
    }
    exact++;
    exactTokens += prompt + completion;
    const figures = key(connection, prompt, completion);
    const left = open.get(figures) ?? 0;
    if (left === 0) foreign++;
    else open.set(figures, left - 1);
  }
  return {
    billed,
    held: paid.length,
    exact,
    foreign,
    rest: { billedTokens: billedTokens - exactTokens, heldTokens },
    endlessTokens,
    lost: paid.filter(({ is_lost }) => is_lost === 1).length,
  };
};
