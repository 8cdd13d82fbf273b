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
      const lm = labelsOf({ provider: model.provider, model: model.name });
      turns.add(1, { ...lm, "gen_ai.agent.name": persona, "understudy.by": by ?? "none" });
      // What a budget refused was no request.
      const faults = (metadata.faults ?? []).filter(({ code }) => code !== "over-budget");
      for (const fault of faults) errors.add(1, { ...partsOf(fault.lm), "error.type": fault.code });
      if (error !== undefined) errors.add(1, { ...lm, "error.type": error });
      const alone = { model: model.name, provider: model.provider, tokens: metadata.tokens, cost: metadata.cost };
      const parts = metadata.by_model ?? [alone];
      for (const part of parts) if (part.cost !== null) cost.add(part.cost, labelsOf(part));
      if (latency !== null) duration.record(latency / 1000, lm);
      if (ms?.firstToken !== undefined) firstText.record(ms.firstToken / 1000, lm);
      if (metadata.prompt_hash === null) return; // no model was asked for the reply
      const chat = { ...lm, "gen_ai.operation.name": "chat" };
      if (ms?.model !== undefined)
        operation.record(ms.model / 1000, { ...chat, ...(error !== undefined && { "error.type": error }) });
      for (const part of parts) {
        // An embedder writes nothing; a model that failed before its first word did not either, and is told by its fault.
        const failed = faults.some(({ lm: name }) => name === `${part.provider}:${part.model}`);
        const embeds = metadata.by_model !== undefined && part.tokens.output === 0 && !failed;
        const its = { ...labelsOf(part), "gen_ai.operation.name": embeds ? "embeddings" : "chat" };
        usage.record(part.tokens.input, { ...its, "gen_ai.token.type": "input" });
        if (!embeds) usage.record(part.tokens.output, { ...its, "gen_ai.token.type": "output" });
      }
    },
  };
};

const labelsOf = ({ provider, model }: { readonly provider: string; readonly model: string }) => ({
  "gen_ai.provider.name": provider,
  "gen_ai.request.model": model,
});

const partsOf = (lm: string) => {
  const colon = lm.indexOf(":");
  return labelsOf({ provider: lm.slice(0, Math.max(0, colon)), model: lm.slice(colon + 1) });
};
