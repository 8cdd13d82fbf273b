import type { Identity } from "./core/ports.ts";
import type { ModelShare, PredictionRecord } from "./core/prediction.ts";
import { shownIn, wordsLeftOut } from "./core/session.ts";
import type { Account } from "./core/spend.ts";
import type { TurnEvent, TurnEventOf } from "./core/turn.ts";
import { hashText } from "./text/hash.ts";
import { maskPersonalData } from "./text/personal-data.ts";

/** What events do not tell of a turn. */
export type AboutTurn = {
  readonly persona: string;
  /** Of the connection that is asked first. */
  readonly model: Identity;
  /** Whether every guard had looked at the message when the turn ended. */
  readonly isScreened: boolean;
  /** Pipeline of the turn before. */
  readonly state: string | null;
  readonly promptVersion: string | null;
  readonly promptHash: string | null;
  readonly account?: Account;
};

/**
 * The line of the prediction log. Personal data are masked; a message whose words guards left out, or that they had not all
 * seen (`isScreened`), is withheld, and so is where in it something stood. `abandoned` is a turn whose reader left.
 */
export const predictionRecord = (events: readonly TurnEvent[], about: AboutTurn): PredictionRecord => {
  const first = <T extends TurnEvent["type"]>(type: T) => of(events, type)[0];
  const guards = of(events, "guard");
  // A reader may leave before the guards have spoken: then nobody knows yet whether the message may be kept.
  const isWithheld = !about.isScreened || wordsLeftOut(guards.filter(({ side }) => side === "input")) !== undefined;
  const start = first("turn");
  const usage = of(events, "usage").at(-1);
  const reply = first("reply");
  const demos = first("demos");
  const experiment = first("experiment");
  const asked = askedFor(events, about);
  const faults = asked.flatMap(({ lm, code }) => (code === undefined ? [] : [{ lm, code }]));
  const budgets = of(events, "budget").map(({ scope, unit, level }) => `${scope} ${unit} ${level}`);
  const connection = usage === undefined ? about.model.connection : usage.connection;
  const { user, command } = about.account ?? {};
  return {
    conversation_id: start?.session ?? "",
    timestamp: start?.at ?? "",
    model: { ...modelOf(usage?.lm ?? nameOf(about.model)), prompt_version: about.promptVersion },
    input: {
      user_text: isWithheld || start === undefined ? null : maskPersonalData(start.message),
      state: about.state,
    },
    output: {
      response: maskPersonalData(shownIn(events)) || null,
      extracted_slots: slotsOf(first("sentiment")),
      confidence: nearest(demos?.demos ?? []),
      next_state: first("route")?.pipeline ?? null,
    },
    metadata: {
      turn: start?.turn ?? events[0]?.turn ?? 0,
      persona: about.persona,
      ...optional("user", user === undefined ? undefined : withoutPersonalData(user)),
      ...optional("command", command),
      ...optional("connection", connection),
      latency_ms: usage?.ms.total ?? null,
      ...optional("ms", usage && told(usage.ms)),
      tokens: { input: usage?.promptTokens ?? 0, output: usage?.completionTokens ?? 0 },
      cost: usage?.cost ?? null,
      ...optional("by_model", usage?.byModel && sharesOf(usage.byModel, asked)),
      ...optional("experiment", experiment?.experiment),
      ...optional("variant", experiment?.variant),
      ...optional("error", first("error")?.code ?? (reply ? undefined : "abandoned")),
      ...optional("faults", faults.length === 0 ? undefined : faults),
      prompt_hash: about.promptHash,
      demos: demos?.demos ?? [],
      ...optional("program", demos?.program),
      verdicts: guards.map((verdict) => verdictOf(verdict, isWithheld)),
      ...optional("budgets", budgets.length === 0 ? undefined : [...new Set(budgets)]),
      ...optional("by", reply?.by),
      ...optional("ended", reply?.ended),
    },
  };
};

const of = <T extends TurnEvent["type"]>(events: readonly TurnEvent[], type: T): readonly TurnEventOf<T>[] =>
  events.filter((event): event is TurnEventOf<T> => event.type === type);

const nameOf = ({ provider, model }: Identity): string => `${provider}:${model}`;

/** Of `provider:model`; a reply that no model wrote is of `none`. */
const modelOf = (lm: string): { readonly name: string; readonly provider: string } => {
  const colon = lm.indexOf(":");
  return colon === -1 ? { name: lm, provider: lm } : { name: lm.slice(colon + 1), provider: lm.slice(0, colon) };
};

const slotsOf = (mood: TurnEventOf<"sentiment"> | undefined): PredictionRecord["output"]["extracted_slots"] =>
  mood === undefined
    ? {}
    : {
        sentiment: mood.sentiment,
        sentiment_confidence: mood.confidence,
        sentiment_by: mood.by,
        hostile: mood.hostile,
      };

const nearest = (demos: readonly { readonly similarity: number }[]): number | null =>
  demos.length === 0 ? null : Math.min(1, Math.max(0, ...demos.map(({ similarity }) => similarity)));

/** An attempt at the reply, and the fault that another one was made for. */
type Asked = { readonly lm: string; readonly code: string | undefined };

/** A `retry` names who is asked next: the fault is that of who was asked before. */
const askedFor = (events: readonly TurnEvent[], { model, promptHash }: AboutTurn): readonly Asked[] => {
  const retries = of(events, "retry");
  if (promptHash === null && retries.length === 0) return [];
  // Where a budget is nearly used up another one is asked first.
  const cheaper = of(events, "connection").find(({ decision }) => decision === "cheaper");
  return [cheaper?.lm ?? nameOf(model), ...retries.map(({ lm }) => lm)].map((lm, at) => ({
    lm,
    code: retries[at]?.code,
  }));
};

/** What a budget refused was no request. */
const sharesOf = (
  byModel: NonNullable<TurnEventOf<"usage">["byModel"]>,
  asked: readonly Asked[],
): readonly ModelShare[] => {
  const order = asked.map(({ lm }) => lm);
  const placeOf = ({ lm }: { readonly lm: string }) => (order.includes(lm) ? order.indexOf(lm) : order.length);
  return byModel
    .toSorted((one, other) => placeOf(one) - placeOf(other))
    .map(({ lm, promptTokens, completionTokens, cost, calls }) => {
      const { name, provider } = modelOf(lm);
      const attempts = asked.filter((each) => each.lm === lm && each.code !== "over-budget").length;
      return {
        model: name,
        provider,
        requests: attempts || (calls ?? 1),
        tokens: { input: promptTokens, output: completionTokens },
        cost: cost ?? null,
      };
    });
};

/** Never what a model had written and nobody was sent, nor where in withheld words something stood. */
const verdictOf = (
  { type: _type, turn: _turn, spans: _spans, draft: _draft, span, reason, ...verdict }: TurnEventOf<"guard">,
  isWithheld: boolean,
): Readonly<Record<string, unknown>> => ({
  ...verdict,
  ...(reason !== undefined && { reason: maskPersonalData(reason) }),
  ...(span && !(isWithheld && verdict.side === "input") && { span }),
});

/** Users who are named by a phone number or an address stay apart from each other, by a hash that many numbers share. */
const withoutPersonalData = (user: string): string => {
  const masked = maskPersonalData(user);
  return masked === user ? user : `${masked} ${(hashText(user) >>> 8).toString(16).padStart(6, "0")}`;
};

/** Stages that were not gone through are told as `undefined`, which JSON does not hold. */
const told = (ms: Readonly<Record<string, number | undefined>>): Readonly<Record<string, number>> =>
  Object.fromEntries(Object.entries(ms).flatMap(([stage, value]) => (value === undefined ? [] : [[stage, value]])));

const optional = <Name extends string, Value>(name: Name, value: Value | undefined) =>
  (value === undefined ? {} : { [name]: value }) as { [Key in Name]?: Exclude<Value, undefined> }; // the key is what it says
