import type { ChatRequest } from "../core/ports.ts";

/** Tokens in `text`, roughly: four characters each, as English under the common BPE vocabularies averages. */
export const estimateTokens = (text: string): number => Math.ceil(text.length / 4);

/** Tokens of all that a request puts before a model, estimated. */
export const estimateRequestTokens = ({ system, demos, history, message }: ChatRequest): number => {
  const spoken = [...demos.flatMap((demo) => [...demo.messages, { text: demo.reply }]), ...history];
  return spoken.reduce((sum, { text }) => sum + estimateTokens(text), estimateTokens(system) + estimateTokens(message));
};
