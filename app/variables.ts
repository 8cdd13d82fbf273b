/** A variable of the environment that the program, or what it is built on, reads. */
export type KnownVariable = {
  readonly name: string;
  readonly what: string;
  /** Of a key, and of headers that may hold one, only whether they are set is ever told; of an address nothing that opens a door. */
  readonly kind: "key" | "headers" | "address" | "folder" | "plain";
  /** Whether `.env` can set it, too. */
  readonly isInDotenv: boolean;
  /** Where it can say nothing else. */
  readonly choices?: readonly string[];
};

/** All of them; `.env.example` shows those that `.env` can set. */
export const knownVariables: readonly KnownVariable[] = [
  {
    name: "TOGETHER_API_KEY",
    what: "key from together.ai; with it Together answers by default",
    kind: "key",
    isInDotenv: true,
  },
  { name: "TOGETHER_BASE_URL", what: "another address that speaks Together's API", kind: "address", isInDotenv: true },
  { name: "OPENAI_API_KEY", what: "key for --lm openai", kind: "key", isInDotenv: true },
  { name: "GROQ_API_KEY", what: "key for --lm groq:MODEL", kind: "key", isInDotenv: true },
  { name: "CEREBRAS_API_KEY", what: "key for --lm cerebras:MODEL", kind: "key", isInDotenv: true },
  { name: "OPENAI_BASE_URL", what: "address of any OpenAI-compatible server", kind: "address", isInDotenv: true },
  { name: "OLLAMA_HOST", what: "where Ollama listens, if not at 127.0.0.1:11434", kind: "address", isInDotenv: true },
  {
    name: "UNDERSTUDY_HOME",
    what: "where everything is written, if not in .understudy of the folder you are in",
    kind: "folder",
    isInDotenv: true,
  },
  {
    name: "UNDERSTUDY_THEME",
    what: "auto, light, dark or none, as --theme",
    kind: "plain",
    isInDotenv: true,
    choices: ["auto", "light", "dark", "none"],
  },
  { name: "UNDERSTUDY_SCREEN_READER", what: "1: as --screen-reader", kind: "plain", isInDotenv: true },
  {
    name: "OTEL_EXPORTER_OTLP_ENDPOINT",
    what: "a collector of OpenTelemetry, such as http://127.0.0.1:4318: turns are sent there",
    kind: "address",
    isInDotenv: true,
  },
  {
    name: "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT",
    what: "beside it, or alone: the address for spans",
    kind: "address",
    isInDotenv: true,
  },
  {
    name: "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT",
    what: "beside it, or alone: the address for metrics",
    kind: "address",
    isInDotenv: true,
  },
  {
    name: "OTEL_EXPORTER_OTLP_PROTOCOL",
    what: "http/json is what is spoken; with grpc nothing is sent",
    kind: "plain",
    isInDotenv: true,
  },
  {
    name: "OTEL_EXPORTER_OTLP_HEADERS",
    what: "sent along: name=value,name=value, percent-encoded",
    kind: "headers",
    isInDotenv: true,
  },
  {
    name: "OTEL_SERVICE_NAME",
    what: "what the sender is called, if not understudy",
    kind: "plain",
    isInDotenv: true,
  },
  {
    name: "OTEL_RESOURCE_ATTRIBUTES",
    what: "more of the sender: name=value,name=value",
    kind: "plain",
    isInDotenv: true,
  },
  {
    name: "OTEL_METRIC_EXPORT_INTERVAL",
    what: "milliseconds between two reports of the metrics, if not 60000",
    kind: "plain",
    isInDotenv: true,
  },
  { name: "OTEL_SDK_DISABLED", what: "true: no telemetry is sent", kind: "plain", isInDotenv: true },
  {
    name: "UNDERSTUDY_OTEL_PROMPTS",
    what: "1: messages and replies go along with telemetry",
    kind: "plain",
    isInDotenv: true,
  },
  { name: "DEBUG", what: "1 adds stack traces to error messages", kind: "plain", isInDotenv: true },
  { name: "NO_COLOR", what: "anything: no colours", kind: "plain", isInDotenv: false },
  {
    name: "FORCE_COLOR",
    what: "0 to 3: so many colours, whatever the terminal says",
    kind: "plain",
    isInDotenv: false,
  },
  { name: "TERM", what: "dumb: the chat is held in lines of text alone", kind: "plain", isInDotenv: false },
  { name: "VISUAL", what: "your editor, for long messages", kind: "plain", isInDotenv: false },
  { name: "EDITOR", what: "the same, where VISUAL is not set", kind: "plain", isInDotenv: false },
];
