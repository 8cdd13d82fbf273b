/** Reads a variable of the environment, or of `.env`; `undefined` where it is not set, or empty. */
export type ReadVariable = (name: string) => string | undefined;

export type TelemetrySettings = {
  /** Where spans and metrics are sent to; one of the two may be missing, and is then not sent. */
  readonly traces?: string;
  readonly metrics?: string;
  /** Sent along with each request; they may hold a key. */
  readonly headers: Readonly<Record<string, string>>;
  /** What the sender says of itself; `service.name` is among it. */
  readonly resource: Readonly<Record<string, string>>;
  /** Milliseconds between two reports of the metrics. */
  readonly interval: number;
  /** Whether what was said goes along. */
  readonly withTexts: boolean;
};

/** The variables that are read, all but the last as OpenTelemetry's specification has them. */
export const telemetryVariables = {
  endpoint: "OTEL_EXPORTER_OTLP_ENDPOINT",
  tracesEndpoint: "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT",
  metricsEndpoint: "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT",
  protocol: "OTEL_EXPORTER_OTLP_PROTOCOL",
  headers: "OTEL_EXPORTER_OTLP_HEADERS",
  service: "OTEL_SERVICE_NAME",
  resource: "OTEL_RESOURCE_ATTRIBUTES",
  disabled: "OTEL_SDK_DISABLED",
  interval: "OTEL_METRIC_EXPORT_INTERVAL",
  prompts: "UNDERSTUDY_OTEL_PROMPTS",
} as const;

const oneMinute = 60_000;

/**
 * What the environment says of telemetry; `undefined` where it is not wanted, that is without an endpoint. A signal is sent
 * that has one, of its own or that of all. These variables are meant for many programs: what Understudy cannot use is told,
 * and hinders nobody from chatting.
 */
export const telemetrySettings = (
  read: ReadVariable,
  onProblem: (problem: string) => void,
): TelemetrySettings | undefined => {
  const given = (key: keyof typeof telemetryVariables) => read(telemetryVariables[key])?.trim() || undefined;
  const endpoints = [endpointOf("traces", given), endpointOf("metrics", given)].filter((each) => each !== undefined);
  if (endpoints.length === 0 || given("disabled")?.toLowerCase() === "true") return undefined;
  const protocol = given("protocol");
  if (protocol === "grpc") {
    onProblem(
      `no telemetry is sent: ${telemetryVariables.protocol} asks for grpc, and OTLP over HTTP is what is spoken here (a collector takes it at port 4318)`,
    );
    return undefined;
  }
  const usable = endpoints.filter(({ address }) => isHttp(address));
  const wrong = endpoints.find(({ address }) => !isHttp(address));
  if (wrong !== undefined) {
    const unsent = usable.length === 0 ? "telemetry is" : `${names[wrong.signal]} are`;
    onProblem(`no ${unsent} sent: ${wrong.variable} holds no address (one such as http://127.0.0.1:4318 is expected)`);
  }
  if (usable.length === 0) return undefined;
  const addressOf = (signal: Signal) => usable.find((each) => each.signal === signal)?.address;
  const [traces, metrics] = [addressOf("traces"), addressOf("metrics")];
  const resource = pairs(given("resource"));
  const interval = Number(given("interval") ?? oneMinute);
  return {
    ...(traces !== undefined && { traces }),
    ...(metrics !== undefined && { metrics }),
    headers: pairs(given("headers")),
    resource: { ...resource, "service.name": given("service") ?? resource["service.name"] ?? "understudy" },
    interval: Number.isFinite(interval) && interval >= 1 ? interval : oneMinute,
    withTexts: isOn(given("prompts")),
  };
};

type Signal = "traces" | "metrics";
const names: Readonly<Record<Signal, string>> = { traces: "spans", metrics: "metrics" };

type Endpoint = { readonly signal: Signal; readonly variable: string; readonly address: string };

/** Where a signal goes; `undefined` where nobody said. */
const endpointOf = (
  signal: Signal,
  given: (key: keyof typeof telemetryVariables) => string | undefined,
): Endpoint | undefined => {
  const key = `${signal}Endpoint` as const;
  const own = given(key);
  if (own !== undefined) return { signal, variable: telemetryVariables[key], address: own };
  const all = given("endpoint");
  return all === undefined
    ? undefined
    : { signal, variable: telemetryVariables.endpoint, address: below(all, `v1/${signal}`) };
};

const below = (endpoint: string, path: string): string => `${endpoint.replace(/\/+$/, "")}/${path}`;

const isHttp = (address: string): boolean => URL.canParse(address) && /^https?:$/.test(new URL(address).protocol);

const isOn = (value: string | undefined): boolean => value !== undefined && !/^(0|false|no|off)$/i.test(value);

/** `key=value,key=value`, percent-encoded, as W3C Baggage has them; what is no such pair is passed over. */
const pairs = (text: string | undefined): Readonly<Record<string, string>> =>
  Object.fromEntries(
    (text ?? "").split(",").flatMap((pair) => {
      const equals = pair.indexOf("=");
      const [name, value] = [decoded(pair.slice(0, equals)), decoded(pair.slice(equals + 1))];
      return equals > 0 && name && value ? [[name, value]] : [];
    }),
  );

const decoded = (text: string): string | undefined => {
  try {
    return decodeURIComponent(text.trim());
  } catch {
    return undefined;
  }
};
