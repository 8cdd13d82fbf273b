import type { ChatRequest } from "../core/ports.ts";
import type { Amount, Price } from "../core/spend.ts";
import { flatten } from "./flatten.ts";

/** UTF-8 bytes that a token stands for at least, as a rule: English has about four, Chinese two to three, emoji two. */
const fewestBytes = 2;
/** Tokens that chat templates put around a turn, at most. */
const templateTokens = 8;

export type Tokens = { readonly prompt: number; readonly completion: number };

/**
 * Tokens that a server may count for the request at most, as a rule: of all that it is sent, borders and rejected drafts
 * included. About twice of what English comes to.
 */
export const worstPromptTokens = (request: ChatRequest): number =>
  flatten(request).reduce((sum, { content }) => sum + worstTextTokens(content) + templateTokens, 0);

/** Tokens that a server may count for a text at most, as a rule. */
export const worstTextTokens = (text: string): number => Math.ceil(bytes.encode(text).length / fewestBytes);

/** What tokens cost in US dollars. */
export const costOf = ({ prompt, completion }: Tokens, price: Price): number =>
  (prompt * price.prompt + completion * price.completion) / 1e6;

/** The same tokens as the ledger takes them. */
export const amountOf = (tokens: Tokens, price: Price | undefined): Amount => ({
  promptTokens: tokens.prompt,
  completionTokens: tokens.completion,
  cost: price && costOf(tokens, price),
});

export type WorstCase = {
  /** The worst that a call may come to: as many tokens as it may answer with, and more where the server ever counted more. */
  of(request: ChatRequest): Tokens;
  /** Takes what a server counted: all later calls are taken to be as bad. */
  learn(request: ChatRequest, counted: Tokens): void;
};

/** The worst that calls of one server may come to. */
export const worstCase = (): WorstCase => {
  /** How many times the worst that was thought of this server has counted. */
  const worse = { prompt: 1, completion: 1 };
  return {
    of: (request) => ({
      prompt: Math.ceil(worstPromptTokens(request) * worse.prompt),
      completion: Math.ceil(request.maxTokens * worse.completion),
    }),
    learn(request, { prompt, completion }) {
      worse.prompt = Math.max(worse.prompt, prompt / Math.max(1, worstPromptTokens(request)));
      worse.completion = Math.max(worse.completion, completion / Math.max(1, request.maxTokens));
    },
  };
};

const bytes = new TextEncoder();
