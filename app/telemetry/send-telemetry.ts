import { ROOT_CONTEXT, SpanKind, SpanStatusCode, type Tracer, trace } from "@opentelemetry/api";
import { OTLPMetricExporter } from "@opentelemetry/exporter-metrics-otlp-http";
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-http";
import { defaultResource, resourceFromAttributes } from "@opentelemetry/resources";
import { MeterProvider, PeriodicExportingMetricReader } from "@opentelemetry/sdk-metrics";
import { BasicTracerProvider, BatchSpanProcessor } from "@opentelemetry/sdk-trace-base";
import about from "../../package.json" with { type: "json" };
import type { Sender } from "./sender.ts";
import type { SpanPlan } from "./span-plan.ts";
import type { TelemetrySettings } from "./telemetry-settings.ts";
import { turnInstruments } from "./turn-instruments.ts";
import { turnSpan } from "./turn-span.ts";
import { watched } from "./watched-exporter.ts";

export type SendMeans = {
  /** Told of each failure to send. */
  readonly onProblem: (problem: string) => void;
  /** Milliseconds that one attempt to send may take, with what is tried again: no timer may outlive the program's end. */
  readonly longest: number;
};

/**
 * Sends turns by OTLP over HTTP, as JSON. Nothing is registered globally: @ax-llm/ax looks for a tracer there, and would
 * send the prompts of its own spans.
 */
export const sendTelemetry = (settings: TelemetrySettings, { onProblem, longest }: SendMeans): Sender => {
  const resource = defaultResource().merge(
    resourceFromAttributes({ "service.version": about.version, ...settings.resource }),
  );
  const { traces, metrics } = settings;
  const failed = (address: string) => (why: string) =>
    onProblem(`telemetry could not be sent to ${originOf(address)} (${why}); nothing more is said of it`);
  const common = { headers: { ...settings.headers }, timeoutMillis: longest };
  const spanProcessor = (url: string) =>
    new BatchSpanProcessor(watched(new OTLPTraceExporter({ ...common, url }), failed(url)), {
      exportTimeoutMillis: longest,
    });
  const metricReader = (url: string) =>
    new PeriodicExportingMetricReader({
      exporter: watched(new OTLPMetricExporter({ ...common, url }), failed(url)),
      exportIntervalMillis: Math.max(settings.interval, longest),
      exportTimeoutMillis: longest,
    });
  // Without an address for it a signal goes nowhere.
  const tracers = new BasicTracerProvider({
    resource,
    spanProcessors: traces === undefined ? [] : [spanProcessor(traces)],
  });
  const meters = new MeterProvider({ resource, readers: metrics === undefined ? [] : [metricReader(metrics)] });
  const tracer = tracers.getTracer("understudy", about.version);
  const instruments = turnInstruments(meters.getMeter("understudy", about.version));
  return {
    send(turn, endedAt) {
      const plan = turnSpan(turn, settings);
      tell(tracer, plan, endedAt - plan.end, ROOT_CONTEXT);
      instruments.count(turn.record);
    },
    async close() {
      await Promise.allSettled([tracers.shutdown(), meters.shutdown()]);
    },
  };
};

const tell = (tracer: Tracer, plan: SpanPlan, began: number, parent: typeof ROOT_CONTEXT): void => {
  const { name, kind, attributes, start, end, events = [], error, children = [] } = plan;
  const span = tracer.startSpan(
    name,
    {
      kind: kind === "client" ? SpanKind.CLIENT : SpanKind.INTERNAL,
      attributes: { ...attributes },
      startTime: new Date(began + start),
    },
    parent,
  );
  for (const event of events) span.addEvent(event.name, { ...event.attributes }, new Date(began + event.at));
  if (error !== undefined) span.setStatus({ code: SpanStatusCode.ERROR, message: error });
  const context = trace.setSpan(parent, span);
  for (const child of children) tell(tracer, child, began, context);
  span.end(new Date(began + end));
};

/** Without its path and what else an address may hold. */
const originOf = (address: string): string => new URL(address).origin;
