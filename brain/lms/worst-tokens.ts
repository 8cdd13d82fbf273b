import type { ChatRequest } from "../core/ports.ts";
import { flatten } from "./flatten.ts";

/** UTF-8 bytes that a token stands for at least, as a rule: English has about four, Chinese two to three, emoji two. */
const fewestBytes = 2;
/** Tokens that chat templates put around a turn, at most. */
const templateTokens = 8;

/**
 * Tokens that a server may count for the request at most, as a rule: of all that it is sent, borders and rejected drafts
 * included. About twice of what English comes to.
 */
export const worstPromptTokens = (request: ChatRequest): number =>
  flatten(request).reduce(
    (sum, { content }) => sum + Math.ceil(bytes.encode(content).length / fewestBytes) + templateTokens,
    0,
  );

const bytes = new TextEncoder();
