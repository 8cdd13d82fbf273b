import type { AxAIService, AxChatRequest, AxChatResponse } from "@ax-llm/ax";
import { LmError } from "../brain/core/errors.ts";
import type { ModelConnection } from "../brain/core/ports.ts";

/** Proposals should differ from each other: the published runs reflect at 1 as well. */
const temperature = 1;
/** Tokens: an instruction of a page, and room for thoughts before it. */
const maxTokens = 2048;

/** Faults in a row after which a server is taken to be down: two trials' calls, each tried three times by its connection. */
const mostFaults = 6;
/** Models put what they were asked to write into fences. */
const fence = /```[\w-]*\n?/g;

export type Reflection = {
  readonly service: AxAIService;
  /** Calls that were answered. */
  answered(): number;
  /** The last fault, as it was: ax swallows those it is given. */
  fault(): LmError | undefined;
};

/**
 * A model connection as the service that ax reflects with. Every call has a seed of its own, so that what was asked
 * before is answered differently, yet in the same way when a run is resumed.
 * @param onFatal told of faults after which there is no use in asking again
 */
export const reflection = (
  reflect: ModelConnection,
  { seed, signal, onFatal }: { seed: number; signal: AbortSignal | undefined; onFatal: (fault: LmError) => void },
): Reflection => {
  let asked = 0;
  let answered = 0;
  let failing = 0;
  let fault: LmError | undefined;
  const isFatal = ({ code }: LmError): boolean => fatal.has(code) || failing >= mostFaults;

  const ask = async (request: Readonly<AxChatRequest<unknown>>): Promise<AxChatResponse> => {
    // ax would go on asking.
    if (fault !== undefined && isFatal(fault)) throw fault;
    const contents = (role: string) =>
      request.chatPrompt.flatMap((turn) =>
        turn.role === role && "content" in turn && typeof turn.content === "string" ? [turn.content] : [],
      );
    const parts = reflect.chat(
      {
        system: contents("system").join("\n\n"),
        demos: [],
        history: [],
        message: contents("user").join("\n\n").trimEnd(),
        inputs: {},
        rejected: [],
        temperature,
        maxTokens,
        seed: seed + asked++,
      },
      signal ? { signal } : {},
    );
    let content = "";
    try {
      for await (const part of parts) if (part.type === "text") content += part.text;
    } catch (error) {
      fault = error instanceof LmError ? error : unexpected(reflect, error);
      failing++;
      if (isFatal(fault)) onFatal(fault);
      throw fault;
    }
    answered++;
    failing = 0;
    return { results: [{ index: 0, content: content.replace(fence, ""), finishReason: "stop" }] };
  };

  const service = {
    getId: () => reflect.identity.provider,
    getName: () => reflect.identity.provider,
    getFeatures: () => ({ functions: false, streaming: false }),
    getModelList: () => [],
    getMetrics: () => ({ latency: { chat: {}, embed: {} }, errors: { chat: {}, embed: {} } }),
    getLogger: () => () => {},
    getLastUsedChatModel: () => reflect.identity.model,
    getLastUsedEmbedModel: () => undefined,
    getLastUsedModelConfig: () => undefined,
    getEstimatedCost: () => 0,
    getOptions: () => ({}),
    setOptions: () => {},
    chat: ask,
    // ax asks a text signature for none of its other methods (embed, transcribe, speak).
  } as unknown as AxAIService;

  return { service, answered: () => answered, fault: () => fault };
};

const fatal: ReadonlySet<string> = new Set(["aborted", "over-budget", "unauthorized", "not-found"]);

const unexpected = ({ identity }: ModelConnection, cause: unknown): LmError =>
  new LmError("server", `${identity.provider}:${identity.model} failed unexpectedly`, { retryable: false, cause });
