import type { AxAIService, AxChatRequest, AxChatResponse } from "@ax-llm/ax";
import { BrainError, LmError } from "../core/errors.ts";
import type { Demo } from "../core/example.ts";
import type { CallOptions, ChatPart, ChatRequest, ModelConnection, Rejected } from "../core/ports.ts";
import type { Message } from "../core/turn.ts";
import { showsSomething } from "../text/shows-something.ts";

/** What one call carries beside what ax renders. */
export type BridgeOptions = Pick<ChatRequest, "temperature" | "maxTokens"> & {
  readonly demos?: readonly Demo[];
  readonly history?: readonly Message[];
  readonly heard?: readonly string[];
  readonly rejected?: readonly Rejected[];
  readonly seed?: number;
  /** Sees the request just before it goes out. */
  readonly onRequest?: (request: ChatRequest) => void;
  /** Goes along with the call. */
  readonly call?: Omit<CallOptions, "signal">;
  readonly inputs: Record<string, string>;
  readonly signal: AbortSignal;
  /** Put before the answer, so that a line of prose that looks like a field's label cannot split it. */
  readonly label: string | undefined;
};

/** Our connection as ax's service, for one call. Remembers the fault as it was, since ax wraps what it is given. */
export const bridgeTo = (lm: ModelConnection, options: BridgeOptions) => {
  let fault: BrainError | undefined;
  let usage: Extract<ChatPart, { type: "usage" }> | undefined;
  let sawText = false;
  let parts: AsyncGenerator<ChatPart> | undefined;

  const open = (request: Readonly<AxChatRequest<unknown>>): ReadableStream<AxChatResponse> => {
    const chatRequest = toChatRequest(request, options);
    options.onRequest?.(chatRequest);
    const { signal } = options;
    const stream = withoutLabel(lm.chat(chatRequest, { ...options.call, signal }), options.label);
    parts = stream;
    return new ReadableStream<AxChatResponse>(
      {
        async start(controller) {
          if (options.label !== undefined) controller.enqueue(piece(options.label));
        },
        async pull(controller) {
          try {
            const next = await stream.next();
            if (next.done) {
              controller.enqueue({ results: [{ index: 0, content: "", finishReason: "stop" }] });
              controller.close();
            } else if (next.value.type === "usage") {
              usage = next.value;
              controller.enqueue(piece(""));
            } else {
              sawText ||= showsSomething(next.value.text);
              controller.enqueue(piece(next.value.text));
            }
          } catch (error) {
            // A database that is full is no fault of the model's.
            fault = error instanceof BrainError ? error : unexpected(lm, error);
            controller.error(fault);
          }
        },
      },
      { highWaterMark: 0 },
    );
  };

  const service = {
    getId: () => lm.identity.provider,
    getName: () => lm.identity.provider,
    getFeatures: () => ({ functions: false, streaming: true }),
    getModelList: () => [],
    getMetrics: () => ({ latency: { chat: {}, embed: {} }, errors: { chat: {}, embed: {} } }),
    getLogger: () => () => {},
    getLastUsedChatModel: () => lm.identity.model,
    getLastUsedEmbedModel: () => undefined,
    getLastUsedModelConfig: () => undefined,
    getEstimatedCost: () => 0,
    getOptions: () => ({}),
    setOptions: () => {},
    chat: async (request: Readonly<AxChatRequest<unknown>>) => open(request),
    // ax asks a text signature for none of its other methods (embed, transcribe, speak).
  } as unknown as AxAIService;

  /** Ends the connection's iterator too, so that it lets go of what it holds and tells what it came to; its signal has fired. */
  const close = async () => void (await parts?.return(undefined).catch(() => {}));

  return { service, close, fault: () => fault, usage: () => usage, sawText: () => sawText };
};

const piece = (content: string): AxChatResponse => ({ results: [{ index: 0, content }] });

const toChatRequest = (request: Readonly<AxChatRequest<unknown>>, options: BridgeOptions): ChatRequest => {
  const contents = (role: string) =>
    request.chatPrompt.flatMap((turn) =>
      turn.role === role && "content" in turn && typeof turn.content === "string" ? [turn.content] : [],
    );
  return {
    system: contents("system").join("\n\n"),
    demos: options.demos ?? [],
    history: options.history ?? [],
    ...(options.heard && { heard: options.heard }),
    message: contents("user").join("\n\n").trimEnd(),
    inputs: options.inputs,
    rejected: options.rejected ?? [],
    temperature: options.temperature,
    maxTokens: options.maxTokens,
    ...(options.seed !== undefined && { seed: options.seed }),
  };
};

const unexpected = (lm: ModelConnection, cause: unknown) =>
  new LmError("server", `${lm.identity.provider}:${lm.identity.model} failed unexpectedly`, {
    retryable: false,
    cause,
  });

/** The same parts with a leading `label` (in any case) taken off: some models write it although they need not. */
async function* withoutLabel(parts: AsyncIterable<ChatPart>, label: string | undefined): AsyncGenerator<ChatPart> {
  if (label === undefined) {
    yield* parts;
    return;
  }
  const wanted = label.trim().toLowerCase();
  let held: string | undefined = "";
  for await (const part of parts) {
    if (held === undefined || part.type !== "text") {
      yield part;
      continue;
    }
    held = (held + part.text).trimStart();
    const start = held.slice(0, wanted.length).toLowerCase();
    if (start.length < wanted.length && wanted.startsWith(start)) continue;
    const text = start === wanted ? held.slice(wanted.length).trimStart() : held;
    held = undefined;
    if (text !== "") yield { type: "text", text };
  }
  if (held) yield { type: "text", text: held };
}
