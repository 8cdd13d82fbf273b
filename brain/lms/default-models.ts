/** What is asked where the operator names a provider and no model. Chat models that answer at once, without reasoning first. */
export const defaultModels = {
  together: { chat: "meta-llama/Llama-3.3-70B-Instruct-Turbo", embedding: "intfloat/multilingual-e5-large-instruct" },
  ollama: { chat: "llama3.2:3b", embedding: "nomic-embed-text" },
  openai: { chat: "gpt-4.1-mini", embedding: "text-embedding-3-small" },
} as const;
