import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";

type Value = {
  readonly stringValue?: string;
  readonly intValue?: number | string;
  readonly doubleValue?: number;
  readonly boolValue?: boolean;
};
type Pair = { readonly key: string; readonly value: Value };
export type Plain = Readonly<Record<string, string | number | boolean>>;

/** A span as OTLP over http/json sends it, its attributes made plain. */
export type ReceivedSpan = {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string | undefined;
  readonly name: string;
  /** 1 internal, 3 client. */
  readonly kind: number;
  /** Milliseconds since 1970. */
  readonly start: number;
  readonly end: number;
  readonly attributes: Plain;
  readonly events: readonly { readonly name: string; readonly attributes: Plain }[];
  readonly status: { readonly code?: number; readonly message?: string };
};

export type ReceivedPoint = {
  readonly metric: string;
  readonly unit: string;
  readonly attributes: Plain;
  /** Of a counter. */
  readonly value?: number;
  /** Of a histogram. */
  readonly count?: number;
  readonly sum?: number;
};

export type FakeCollector = {
  readonly url: string;
  readonly requests: readonly { readonly path: string; readonly headers: IncomingHttpHeaders; readonly body: string }[];
  spans(): readonly ReceivedSpan[];
  points(): readonly ReceivedPoint[];
  resource(): Plain;
  close(): Promise<void>;
};

/** An OpenTelemetry collector on a free port of 127.0.0.1 that takes OTLP over http/json, as a real one does at port 4318. */
export const startFakeCollector = async ({
  status = 200,
  hangs = false,
}: {
  readonly status?: number;
  readonly hangs?: boolean;
} = {}): Promise<FakeCollector> => {
  const requests: { path: string; headers: IncomingHttpHeaders; body: string }[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      requests.push({
        path: request.url ?? "",
        headers: request.headers,
        body: Buffer.concat(chunks).toString("utf8"),
      });
      if (hangs) return;
      const isJson = request.headers["content-type"] === "application/json";
      response.writeHead(isJson ? status : 415, { "content-type": "application/json" }).end("{}");
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo; // a TCP server has one once it listens
  const sent = (path: string) =>
    requests.filter((request) => request.path === path).map(({ body }) => JSON.parse(body));
  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    spans: () =>
      sent("/v1/traces").flatMap(({ resourceSpans }) =>
        resourceSpans.flatMap(({ scopeSpans }: { scopeSpans: { spans: RawSpan[] }[] }) =>
          scopeSpans.flatMap(({ spans }) => spans.map(asSpan)),
        ),
      ),
    points: () =>
      sent("/v1/metrics").flatMap(({ resourceMetrics }) =>
        resourceMetrics.flatMap(({ scopeMetrics }: { scopeMetrics: { metrics: RawMetric[] }[] }) =>
          scopeMetrics.flatMap(({ metrics }) => metrics.flatMap(asPoints)),
        ),
      ),
    resource: () => plain(sent("/v1/traces")[0]?.resourceSpans[0]?.resource.attributes ?? []),
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
};

type RawSpan = Omit<ReceivedSpan, "start" | "end" | "attributes" | "events"> & {
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
  readonly attributes: readonly Pair[];
  readonly events: readonly { readonly name: string; readonly attributes: readonly Pair[] }[];
};

type RawPoint = {
  readonly attributes: readonly Pair[];
  readonly asDouble?: number;
  readonly asInt?: number | string;
  readonly count?: number | string;
  readonly sum?: number;
};
type RawMetric = {
  readonly name: string;
  readonly unit: string;
  readonly sum?: { readonly dataPoints: readonly RawPoint[] };
  readonly histogram?: { readonly dataPoints: readonly RawPoint[] };
};

const asSpan = ({ startTimeUnixNano, endTimeUnixNano, attributes, events, ...span }: RawSpan): ReceivedSpan => ({
  ...span,
  start: Number(startTimeUnixNano) / 1e6,
  end: Number(endTimeUnixNano) / 1e6,
  attributes: plain(attributes),
  events: events.map(({ name, attributes: of }) => ({ name, attributes: plain(of) })),
});

const asPoints = ({ name, unit, sum, histogram }: RawMetric): readonly ReceivedPoint[] => [
  ...(sum?.dataPoints ?? []).map(({ attributes, asDouble, asInt }) => ({
    metric: name,
    unit,
    attributes: plain(attributes),
    value: Number(asDouble ?? asInt),
  })),
  ...(histogram?.dataPoints ?? []).map(({ attributes, count, sum: all }) => ({
    metric: name,
    unit,
    attributes: plain(attributes),
    count: Number(count),
    ...(all !== undefined && { sum: all }),
  })),
];

const plain = (pairs: readonly Pair[]): Plain =>
  Object.fromEntries(
    pairs.map(({ key, value: { stringValue, intValue, doubleValue, boolValue } }) => [
      key,
      stringValue ?? boolValue ?? doubleValue ?? Number(intValue),
    ]),
  );
