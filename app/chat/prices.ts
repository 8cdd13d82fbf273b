import type { Conversation } from "../../brain/core/conversation.ts";
import { exactDollars } from "../../brain/core/dollars.ts";
import type { ModelConnection } from "../../brain/core/ports.ts";
import type { TurnEventOf } from "../../brain/core/turn.ts";
import { isFree } from "../runner/check-price.ts";
import type { Price } from "../runner/parse-price.ts";

export type Tokens = { readonly prompt: number; readonly completion: number };

/** What a turn took, and of which models; as its `usage` event tells. */
export type Usage = Pick<TurnEventOf<"usage">, "lm" | "promptTokens" | "completionTokens" | "byModel" | "cost">;

/** What replies cost in US dollars, each model by its own price; `undefined` where one is not known. */
export type Prices = {
  of(usage: Usage): number | undefined;
  /** Of all replies that were tried in a conversation. */
  ofAll(conversation: Conversation): { readonly tokens: Tokens; readonly cost: number | undefined };
};

type Speakers = {
  readonly lm: ModelConnection;
  readonly line?: readonly ModelConnection[];
  readonly fallbacks?: readonly ModelConnection[];
};

/** The price is that of the models of the start: what another one charges, nobody said. */
export const pricesOf = (price: Price | undefined, start: Speakers): Prices => {
  const priced = new Set(namesOf(start));
  const costOf = ({ lm, promptTokens, completionTokens }: Omit<Usage, "byModel" | "cost">): number | undefined => {
    if (promptTokens + completionTokens === 0 || isFree(lm.split(":")[0] ?? "")) return 0;
    if (price === undefined || !priced.has(lm)) return undefined;
    return (promptTokens * price.prompt + completionTokens * price.completion) / 1_000_000;
  };
  // What the ledger counted holds also what calls that failed came to.
  const of = (usage: Usage) => usage.cost ?? sum((usage.byModel ?? [usage]).map(costOf));
  return {
    of,
    ofAll({ exchanges }) {
      const tokens = { prompt: 0, completion: 0 };
      const costs: (number | undefined)[] = [];
      for (const event of exchanges.flatMap(({ takes }) => takes.flatMap(({ events }) => events))) {
        if (event.type !== "usage") continue;
        tokens.prompt += event.promptTokens;
        tokens.completion += event.completionTokens;
        costs.push(of(event));
      }
      return { tokens, cost: sum(costs) };
    },
  };
};

const sum = (costs: readonly (number | undefined)[]): number | undefined =>
  costs.reduce((all, cost) => (all === undefined || cost === undefined ? undefined : exactDollars(all + cost)), 0);

const namesOf = ({ lm, line = [], fallbacks = [] }: Speakers): readonly string[] =>
  [lm, ...line, ...fallbacks].map(({ identity }) => `${identity.provider}:${identity.model}`);
