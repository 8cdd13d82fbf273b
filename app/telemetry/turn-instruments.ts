import type { Meter } from "@opentelemetry/api";
import type { PredictionRecord } from "../../brain/core/prediction.ts";

/** Bounds that the conventions for generative AI give for durations (seconds) and for tokens. */
const seconds = [0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92];
const tokens = [1, 4, 16, 64, 256, 1024, 4096, 16_384, 65_536, 262_144, 1_048_576, 4_194_304, 16_777_216, 67_108_864];

/** Counts turns; no attribute holds what was said, nor the id of a conversation or of a user. */
export const turnInstruments = (meter: Meter): { count(record: PredictionRecord): void } => {
  const turns = meter.createCounter("understudy.turns", { unit: "{turn}", description: "Messages that came in." });
  const errors = meter.createCounter("understudy.errors", { unit: "{fault}", description: "Faults by code." });
  const cost = meter.createCounter("understudy.cost", { unit: "{USD}", description: "US dollars of the turns." });
  const duration = meter.createHistogram("understudy.turn.duration", {
    unit: "s",
    description: "From the message to the end of the turn.",
    advice: { explicitBucketBoundaries: seconds },
  });
  const firstText = meter.createHistogram("understudy.turn.time_to_first_text", {
    unit: "s",
    description: "From the message to the first words shown.",
    advice: { explicitBucketBoundaries: seconds },
  });
  const operation = meter.createHistogram("gen_ai.client.operation.duration", {
    unit: "s",
    description: "Time that the model was waited for.",
    advice: { explicitBucketBoundaries: seconds },
  });
  const usage = meter.createHistogram("gen_ai.client.token.usage", {
    unit: "{token}",
    description: "Tokens of a turn.",
    advice: { explicitBucketBoundaries: tokens },
  });
  return {
    count({ model, metadata }) {
      const { ms, latency_ms: latency, error, persona, by } = metadata;
      const lm = { "gen_ai.provider.name": model.provider, "gen_ai.request.model": model.name };
      turns.add(1, { ...lm, "gen_ai.agent.name": persona, "understudy.by": by ?? "none" });
      for (const fault of metadata.faults ?? []) errors.add(1, { ...partsOf(fault.lm), "error.type": fault.code });
      if (error !== undefined) errors.add(1, { ...lm, "error.type": error });
      if (metadata.cost !== null) cost.add(metadata.cost, lm);
      if (latency !== null) duration.record(latency / 1000, lm);
      if (ms?.firstToken !== undefined) firstText.record(ms.firstToken / 1000, lm);
      if (metadata.prompt_hash === null) return; // no model was asked for the reply
      const chat = { ...lm, "gen_ai.operation.name": "chat" };
      if (ms?.model !== undefined)
        operation.record(ms.model / 1000, { ...chat, ...(error !== undefined && { "error.type": error }) });
      usage.record(metadata.tokens.input, { ...chat, "gen_ai.token.type": "input" });
      usage.record(metadata.tokens.output, { ...chat, "gen_ai.token.type": "output" });
    },
  };
};

const partsOf = (lm: string) => {
  const colon = lm.indexOf(":");
  return {
    "gen_ai.provider.name": lm.slice(0, Math.max(0, colon)),
    "gen_ai.request.model": lm.slice(colon + 1),
  };
};
