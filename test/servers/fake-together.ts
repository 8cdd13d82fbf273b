import { type FakeServer, type Faults, fakeVector, startFakeServer } from "./fake-server.ts";
import { type Chunking, sendStream, type Wire } from "./send-stream.ts";

/** What a client sends to `/chat/completions` (or `/embeddings`, then with `input`). */
export type CompletionBody = {
  readonly model: string;
  readonly messages: readonly { readonly role: string; readonly content: string }[];
  readonly stream?: boolean;
  readonly stream_options?: { readonly include_usage?: boolean };
  readonly input?: string | readonly string[];
  readonly [parameter: string]: unknown;
};

export type FakeTogetherOptions = {
  /** What the model says; may depend on what it is asked. @default "Hello from the fake." */
  readonly reply?: string | ((body: CompletionBody) => string | Promise<string>);
  /** Reasoning sent apart from the reply, in `reasoning`. */
  readonly reasoning?: string;
  readonly chunking?: Chunking;
  readonly fault?: Faults<CompletionBody>;
  /** Connections (by number, from 0) that are reset as soon as they are accepted. */
  readonly resets?: (connection: number) => boolean;
  /** Any other key gets 401. */
  readonly apiKey?: string;
  /** Any other model gets 404. */
  readonly models?: readonly string[];
  /** Parameters that get 400, as older servers and reasoning models answer them. */
  readonly refuses?: readonly string[];
  /** @default true */
  readonly usage?: boolean;
  /** @default 8 */
  readonly dimensions?: number;
  /** Replaces the rows of an embeddings answer. */
  readonly rows?: (texts: readonly string[]) => readonly { index: number; embedding: readonly unknown[] }[];
};

/** A Together server: chat completions over server-sent events, usage in the last chunk, and embeddings. */
export const startFakeTogether = (options: FakeTogetherOptions = {}) => start(options, "together");

/** The same for OpenAI's dialect: usage in a chunk of its own, and only where it was asked for. */
export const startFakeOpenAi = (options: FakeTogetherOptions = {}) => start(options, "openai");

const start = (options: FakeTogetherOptions, dialect: "together" | "openai"): Promise<FakeServer<CompletionBody>> =>
  startFakeServer<CompletionBody>(
    { path: "/v1", fault: options.fault, resets: options.resets },
    async ({ path, body, fault, headers, response, bill }) => {
      const refuse = (status: number, message: string, code: string) =>
        void response
          .writeHead(status, { "content-type": "application/json" })
          .end(JSON.stringify({ error: { message, type: "invalid_request_error", param: null, code } }));
      if (options.apiKey !== undefined && headers.authorization !== `Bearer ${options.apiKey}`) {
        return refuse(401, `Invalid API key provided: ${headers.authorization}`, "invalid_api_key");
      }
      if (path === "/v1/models") {
        response.writeHead(200, { "content-type": "application/json" });
        response.end(JSON.stringify((options.models ?? ["fake"]).map((id) => ({ id, object: "model", type: "chat" }))));
        return;
      }
      if (options.models && !options.models.includes(body.model)) {
        return refuse(404, `The model ${body.model} does not exist`, "model_not_found");
      }
      const refused = options.refuses?.find((parameter) => body[parameter] !== undefined);
      if (refused !== undefined) return refuse(400, `Unsupported parameter: '${refused}'`, "unsupported_parameter");
      if (path === "/v1/embeddings") {
        const texts = typeof body.input === "string" ? [body.input] : (body.input ?? []);
        const row = (text: string, index: number) => ({ index, embedding: fakeVector(text, options.dimensions ?? 8) });
        // Backwards: the order of an answer is in its indices.
        const data = (options.rows?.(texts) ?? texts.map(row).reverse()).map((one) => ({
          object: "embedding",
          ...one,
        }));
        const opened = bill(body.model, texts);
        opened.tell();
        const usage = { prompt_tokens: opened.promptTokens, total_tokens: opened.promptTokens };
        response.writeHead(200, { "content-type": "application/json" });
        response.end(JSON.stringify({ object: "list", model: body.model, data, usage }));
        return;
      }
      if (path !== "/v1/chat/completions") return refuse(404, "Not found", "not_found");
      const reply =
        typeof options.reply === "function" ? await options.reply(body) : (options.reply ?? "Hello from the fake.");
      const prompt = body.messages.map(({ content }) => content);
      await sendStream(
        response,
        wireOf(reply, body, options, dialect),
        { reply, reasoning: options.reasoning },
        { fault, bill: bill(body.model, prompt), chunking: options.chunking },
      );
    },
  );

const wireOf = (
  reply: string,
  body: CompletionBody,
  options: FakeTogetherOptions,
  dialect: "together" | "openai",
): Wire => {
  const base = { id: "fake-1", object: "chat.completion.chunk", created: 1_700_000_000, model: body.model };
  const event = (data: object) => `data: ${JSON.stringify({ ...base, ...data })}\n\n`;
  const choice = (delta: object, finish: string | null) => ({
    index: 0,
    delta,
    logprobs: null,
    finish_reason: finish,
    // Together repeats the text of a piece beside its delta.
    ...(dialect === "together" && { text: "content" in delta ? delta.content : "", seed: 42 }),
  });
  const counts = options.usage !== false;
  const tells = counts && (dialect === "together" || body.stream_options?.include_usage === true);
  const opening = dialect === "openai" ? event({ choices: [choice({ role: "assistant", content: "" }, null)] }) : "";
  return {
    contentType: "text/event-stream; charset=utf-8",
    // A comment, as gateways send to keep a connection awake.
    opening: `: keep-alive\n\n${opening}`,
    reasoning: (reasoning) => event({ choices: [choice({ reasoning }, null)] }),
    text: (content) => event({ choices: [choice({ role: "assistant", content }, null)] }),
    end(finish, { promptTokens, completionTokens }) {
      const usage = { prompt_tokens: promptTokens, completion_tokens: completionTokens(), total_tokens: 0 };
      const finished =
        dialect === "together"
          ? event({ choices: [choice({ role: "assistant", content: "" }, finish)], usage: counts ? usage : null })
          : event({ choices: [choice({}, finish)], ...(counts && { usage: null }) }) +
            (tells ? event({ choices: [], usage }) : "");
      return `${finished}data: [DONE]\n\n`;
    },
    malformed: `data: {"choices":[{"delta":{"content":"the secret ${reply}\n\n`,
    error: (message) => `data: ${JSON.stringify({ error: { message, type: "server_error", code: null } })}\n\n`,
    tells,
  };
};
