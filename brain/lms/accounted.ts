import type { CallOptions, ChatPart, ChatRequest, ModelConnection } from "../core/ports.ts";
import type { Account, Ledger, Price, Role } from "../core/spend.ts";
import { isUnbilled } from "../core/unbilled.ts";
import { estimateRequestTokens, estimateTokens } from "../text/estimate-tokens.ts";
import { aborted } from "./patient.ts";
import { unlessCancelled } from "./unless-cancelled.ts";
import { amountOf, worstCase } from "./worst-tokens.ts";

/** Where calls are counted, for whom nobody is named. */
export const unknownAccount: Account = { command: "unknown" };

export type Accounting = {
  readonly ledger: Ledger;
  readonly role: Role;
  /** `undefined` where nobody knows it: budgets of money then refuse each call. */
  readonly price: Price | undefined;
};

/**
 * The same connection, each of whose calls is held against the budgets before it is made, and counted when it has ended,
 * whatever way: with the server's own figures where it told them, else as estimated (the prompt, and the text that came).
 * A call by which the server did nothing is not counted. To be put around what asks once, below all retries.
 * @throws {LmError} over-budget, before anything is asked, and what the connection throws
 */
export const accounted = (single: ModelConnection, { ledger, role, price }: Accounting): ModelConnection => {
  const { identity } = single;
  const lm = `${identity.provider}:${identity.model}`;
  const worst = worstCase();

  async function* chat(request: ChatRequest, options: CallOptions): AsyncGenerator<ChatPart> {
    const { signal, account = unknownAccount, onSpend } = options;
    if (signal?.aborted) throw aborted();
    const reserving = ledger.reserve({ account, role, ...identity }, amountOf(worst.of(request), price));
    const reservation = await unlessCancelled(reserving, signal);
    let usage: Extract<ChatPart, { type: "usage" }> | undefined;
    let text = "";
    let isBilled = true;
    try {
      for await (const part of single.chat(request, options)) {
        if (part.type === "usage") usage = part;
        else text += part.text;
        yield part;
      }
    } catch (error) {
      isBilled = text !== "" || usage !== undefined || !isUnbilled(error);
      throw error;
    } finally {
      if (isBilled) {
        const tokens = {
          prompt: usage?.promptTokens ?? estimateRequestTokens(request),
          completion: usage?.completionTokens ?? estimateTokens(text),
        };
        if (usage !== undefined) worst.learn(request, tokens);
        const used = { ...amountOf(tokens, price), isEstimated: usage === undefined || usage.isEstimated === true };
        await reservation.settle(used);
        onSpend?.({ lm, role, ...used });
      } else await reservation.release();
    }
  }

  return { identity, canJudge: single.canJudge, chat };
};
