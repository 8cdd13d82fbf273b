import { maskPersonalData } from "../../brain/text/personal-data.ts";
import { attemptSpans } from "./attempt-spans.ts";
import type { Attributes, SpanPlan } from "./span-plan.ts";
import type { FinishedTurn } from "./telemetry.ts";

/** What `usage.ms` holds beside the stages that follow each other. */
const noStages: ReadonlySet<string> = new Set(["model", "gate", "firstToken", "total"]);

/**
 * The span of a turn, with those of its stages and of its attempts at a reply. Names of attributes are those of
 * OpenTelemetry's conventions for generative AI (`gen_ai.*`, semantic-conventions 1.45), else `understudy.*`. What was said
 * is in none of them but with `withTexts`, and then as the log has it: masked, and without what guards left out.
 */
export const turnSpan = (turn: FinishedTurn, { withTexts }: { readonly withTexts: boolean }): SpanPlan => {
  const { record } = turn;
  const { metadata, output } = record;
  const stages = stageSpans(turn);
  const begin = stages.at(-1)?.end ?? 0;
  const end = Math.max(metadata.latency_ms ?? 0, begin, turn.times?.at(-1) ?? 0);
  return {
    name: `invoke_agent ${metadata.persona}`,
    kind: "internal",
    start: 0,
    end,
    attributes: {
      "gen_ai.operation.name": "invoke_agent",
      "gen_ai.agent.name": metadata.persona,
      "gen_ai.conversation.id": record.conversation_id,
      "gen_ai.provider.name": record.model.provider,
      "gen_ai.request.model": record.model.name,
      "gen_ai.usage.input_tokens": metadata.tokens.input,
      "gen_ai.usage.output_tokens": metadata.tokens.output,
      "understudy.turn": metadata.turn,
      "understudy.command": metadata.command,
      "understudy.connection": metadata.connection,
      "understudy.pipeline": output.next_state ?? undefined,
      "understudy.by": metadata.by,
      "understudy.ended": metadata.ended,
      "understudy.cost_usd": metadata.cost ?? undefined,
      "understudy.confidence": output.confidence ?? undefined,
      "understudy.first_text_ms": metadata.ms?.firstToken,
      "understudy.prompt_version": record.model.prompt_version ?? undefined,
      "understudy.experiment": metadata.experiment,
      "understudy.variant": metadata.variant,
      "error.type": metadata.error,
      ...(withTexts && texts(turn)),
    },
    events: eventsOf(turn, end),
    ...(metadata.error !== undefined && { error: metadata.error }),
    children: [...stages, ...attemptSpans(turn, begin, end)],
  };
};

/** Stages follow each other from the beginning on, in the order in which they were timed. */
const stageSpans = ({ record }: FinishedTurn): readonly SpanPlan[] => {
  let at = 0;
  return Object.entries(record.metadata.ms ?? {}).flatMap(([stage, ms]) => {
    if (noStages.has(stage)) return [];
    const start = at;
    at += ms;
    return [{ name: stage, kind: "internal" as const, start, end: at, attributes: { "understudy.stage": stage } }];
  });
};

/** Verdicts, decisions and budgets, without their reasons: those may quote what was said. */
const eventsOf = ({ events, times }: FinishedTurn, end: number): NonNullable<SpanPlan["events"]> =>
  events.flatMap((event, place) => {
    const at = Math.min(times?.[place] ?? end, end);
    const told = (name: string, attributes: Attributes) => [{ name: `understudy.${name}`, at, attributes }];
    switch (event.type) {
      case "guard": {
        const { side, guard, action, category, attempt } = event;
        return told("guard", { side, guard, action, category, attempt });
      }
      case "connection":
        return told("connection", { lm: event.lm, decision: event.decision, ms: event.ms });
      case "wait":
        return told("wait", { lm: event.lm, attempt: event.attempt, ms: event.ms });
      case "retry":
        return told("retry", { lm: event.lm, attempt: event.attempt, code: event.code });
      case "budget": {
        const { scope, unit, level, used, reserved, asked, limit } = event;
        return told("budget", { scope, unit, level, used, reserved, asked, limit });
      }
      default:
        return [];
    }
  });

const texts = ({ events, record }: FinishedTurn): Attributes => {
  // Where prompts were asked for (--trace, and in a terminal for /why) the whole of it, masked as the log is.
  const prompt = events.findLast((event) => event.type === "prompt" && event.attempt > 0);
  const asked =
    prompt?.type === "prompt"
      ? prompt.messages.map(({ role, content }) => ({ role, content: maskPersonalData(content) }))
      : record.input.user_text === null
        ? []
        : [{ role: "user", content: record.input.user_text }];
  const replied = record.output.response === null ? [] : [{ role: "assistant", content: record.output.response }];
  return {
    "gen_ai.input.messages": asked.length === 0 ? undefined : inParts(asked),
    "gen_ai.output.messages": replied.length === 0 ? undefined : inParts(replied),
  };
};

/** As the conventions write messages into an attribute: JSON. */
const inParts = (messages: readonly { readonly role: string; readonly content: string }[]): string =>
  JSON.stringify(messages.map(({ role, content }) => ({ role, parts: [{ type: "text", content }] })));
