import { type FakeServer, type Faults, fakeVector, startFakeServer } from "./fake-server.ts";
import { type Chunking, sendStream, type Wire } from "./send-stream.ts";

/** What a client sends to `/api/chat` (or `/api/embed`, then with `input`). */
export type OllamaBody = {
  readonly model: string;
  readonly messages: readonly { readonly role: string; readonly content: string }[];
  readonly stream?: boolean;
  readonly think?: boolean;
  readonly options?: Readonly<Record<string, unknown>>;
  readonly input?: string | readonly string[];
};

export type FakeOllamaOptions = {
  /** What the model says; may depend on what it is asked. @default "Hello from the fake." */
  readonly reply?: string | ((body: OllamaBody) => string);
  /** Reasoning sent apart from the reply, in `thinking`. */
  readonly reasoning?: string;
  readonly chunking?: Chunking;
  readonly fault?: Faults<OllamaBody>;
  /** Connections (by number, from 0) that are reset as soon as they are accepted. */
  readonly resets?: (connection: number) => boolean;
  /** Any other model gets 404. */
  readonly models?: readonly string[];
  /** Whether `think` gets 400, as models without that ability answer it. */
  readonly refusesThink?: boolean;
  /** @default true */
  readonly usage?: boolean;
  /** @default 8 */
  readonly dimensions?: number;
  /** Replaces the rows of an embeddings answer. */
  readonly rows?: (texts: readonly string[]) => readonly (readonly unknown[])[];
};

/** An Ollama server: `/api/chat` in lines of JSON, `/api/embed`, `/api/tags`, `/api/version`. */
export const startFakeOllama = (options: FakeOllamaOptions = {}): Promise<FakeServer<OllamaBody>> =>
  startFakeServer<OllamaBody>(
    { path: "", fault: options.fault, resets: options.resets },
    async ({ path, body, fault, response, bill }) => {
      const json = (value: object, status = 200) =>
        void response
          .writeHead(status, { "content-type": "application/json; charset=utf-8" })
          .end(JSON.stringify(value));
      if (path === "/api/tags") {
        return json({
          models: (options.models ?? ["fake:latest"]).map((name) => ({
            name,
            model: name,
            size: 1,
            details: { family: /embed/.test(name) ? "nomic-bert" : "llama", parameter_size: "3.2B" },
          })),
        });
      }
      if (path === "/api/version") return json({ version: "0.12.0" });
      if (options.models && !options.models.includes(body.model)) {
        return json({ error: `model '${body.model}' not found` }, 404);
      }
      if (path === "/api/embed") {
        const texts = typeof body.input === "string" ? [body.input] : (body.input ?? []);
        const embeddings = options.rows?.(texts) ?? texts.map((text) => fakeVector(text, options.dimensions ?? 8));
        const opened = bill(body.model, texts);
        opened.tell();
        const { promptTokens } = opened;
        return json({
          model: body.model,
          embeddings,
          total_duration: 1,
          load_duration: 1,
          prompt_eval_count: promptTokens,
        });
      }
      if (path !== "/api/chat") return void response.writeHead(404).end("404 page not found");
      if (options.refusesThink && body.think !== undefined) {
        return json({ error: `"${body.model}" does not support thinking` }, 400);
      }
      const reply =
        typeof options.reply === "function" ? options.reply(body) : (options.reply ?? "Hello from the fake.");
      const prompt = body.messages.map(({ content }) => content);
      await sendStream(
        response,
        wireOf(reply, body, options),
        { reply, reasoning: options.reasoning },
        { fault, bill: bill(body.model, prompt), chunking: options.chunking },
      );
    },
  );

const wireOf = (reply: string, body: OllamaBody, { usage = true }: FakeOllamaOptions): Wire => {
  const line = (data: object) =>
    `${JSON.stringify({ model: body.model, created_at: "2026-01-02T03:04:05.000000006Z", ...data })}\n`;
  const message = (content: string, more = {}) =>
    line({ message: { role: "assistant", content, ...more }, done: false });
  return {
    contentType: "application/x-ndjson",
    reasoning: (thinking) => message("", { thinking }),
    text: (content) => message(content),
    end: (finish, bill) =>
      line({
        message: { role: "assistant", content: "" },
        done: true,
        done_reason: finish === "length" ? "length" : "stop",
        total_duration: 5,
        load_duration: 1,
        ...(usage && { prompt_eval_count: bill.promptTokens, eval_count: bill.completionTokens() }),
        prompt_eval_duration: 1,
        eval_duration: 3,
      }),
    malformed: `{"message":{"role":"assistant","content":"the secret ${reply}\n`,
    error: (error) => `${JSON.stringify({ error })}\n`,
    tells: usage,
  };
};
