import { defaultModels } from "./default-models.ts";
import type { LmProvider } from "./parse-spec.ts";

/** What is known of a kind of server before one is asked. */
export type Profile = {
  /** As people call it. */
  readonly name: string;
  readonly baseUrl: string;
  /** The variable that holds its key; missing where servers of this kind ask for none as they come. */
  readonly key?: string;
  /** The variable that holds another address. */
  readonly address?: string;
  /** The model of chats where none is named; missing where only the server knows what it has. */
  readonly chat?: string;
  /** The same of embeddings; `none` where such a server gives none. */
  readonly embedding?: string | "none";
  /** Runs on machines of the operator's own: no call is charged. */
  readonly isLocal: boolean;
  /** What to do where it does not have a model. */
  readonly getModel: string;
};

export type NetworkedProvider = Exclude<LmProvider, "offline">;

/**
 * Addresses and variables as the servers' own documentation tells them: docs.together.ai, docs.ollama.com,
 * platform.openai.com, console.groq.com/docs/openai, inference-docs.cerebras.ai/resources/openai, docs.vllm.ai (`vllm
 * serve`), llama.cpp's tools/server/README, lmstudio.ai/docs/api/openai-api. Groq and Cerebras retire models within
 * months (console.groq.com/docs/deprecations, inference-docs.cerebras.ai/support/deprecation): a default would soon be none.
 */
export const profiles: Readonly<Record<NetworkedProvider, Profile>> = {
  together: {
    name: "Together",
    baseUrl: "https://api.together.ai/v1",
    key: "TOGETHER_API_KEY",
    address: "TOGETHER_BASE_URL",
    ...defaultModels.together,
    isLocal: false,
    getModel: "choose one of those that `understudy models together` lists",
  },
  ollama: {
    name: "Ollama",
    baseUrl: "http://127.0.0.1:11434",
    address: "OLLAMA_HOST",
    ...defaultModels.ollama,
    isLocal: true,
    getModel: "pull it with `ollama pull`",
  },
  openai: {
    name: "The OpenAI-compatible server",
    baseUrl: "https://api.openai.com/v1",
    key: "OPENAI_API_KEY",
    address: "OPENAI_BASE_URL",
    ...defaultModels.openai,
    isLocal: false,
    getModel: "name one that it has, as in openai:MODEL; `understudy models openai` lists them",
  },
  groq: {
    name: "Groq",
    baseUrl: "https://api.groq.com/openai/v1",
    key: "GROQ_API_KEY",
    embedding: "none",
    isLocal: false,
    getModel: "name one that it has, as in groq:MODEL; `understudy models groq` lists them",
  },
  cerebras: {
    name: "Cerebras",
    baseUrl: "https://api.cerebras.ai/v1",
    key: "CEREBRAS_API_KEY",
    embedding: "none",
    isLocal: false,
    getModel: "name one that it has, as in cerebras:MODEL; `understudy models cerebras` lists them",
  },
  vllm: {
    name: "vLLM",
    baseUrl: "http://127.0.0.1:8000/v1",
    isLocal: true,
    getModel: "name one that it serves, as in vllm:MODEL; `understudy models vllm` lists them",
  },
  llamacpp: {
    name: "llama.cpp",
    baseUrl: "http://127.0.0.1:8080/v1",
    isLocal: true,
    getModel: "name one that it serves, as in llamacpp:MODEL; `understudy models llamacpp` lists them",
  },
  lmstudio: {
    name: "LM Studio",
    baseUrl: "http://127.0.0.1:1234/v1",
    isLocal: true,
    getModel: "name one that it has loaded, as in lmstudio:MODEL; `understudy models lmstudio` lists them",
  },
};
