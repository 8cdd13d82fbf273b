import type { Identity } from "../../brain/core/ports.ts";
import type { Price } from "../../brain/core/spend.ts";

/** Where the table is from, and how old it is: when the newest model in it was described. A test holds both to the package. */
export const priceTable = { source: "tokenlens 1.3.1", date: "2025-09-11" } as const;

export type PriceTable = (identity: Identity) => Price | undefined;

/** What is used of an entry. The package's types are those of its very data. */
type Listed = Readonly<Record<string, { readonly cost?: { readonly input?: number; readonly output?: number } }>>;

/** What providers charge, as models.dev lists it: what tokenlens brings along, so that no server is asked. */
export const loadPriceTable = async (): Promise<PriceTable> => {
  const [{ cerebrasModels }, { groqModels }, { openaiModels }, { togetheraiModels }] = await Promise.all([
    import("tokenlens/providers/cerebras"),
    import("tokenlens/providers/groq"),
    import("tokenlens/providers/openai"),
    import("tokenlens/providers/togetherai"),
  ]);
  const listed: Readonly<Record<string, Listed>> = {
    cerebras: cerebrasModels.models,
    groq: groqModels.models,
    openai: openaiModels.models,
    together: togetheraiModels.models,
  };
  return ({ provider, model }) => {
    const models = listed[provider];
    if (models === undefined || !Object.hasOwn(models, model)) return undefined;
    const { input, output } = models[model]?.cost ?? {};
    return input === undefined || output === undefined ? undefined : { prompt: input, completion: output };
  };
};

/** `the table of tokenlens 1.3.1, of 2025-09-11 (13 months old)`. `now`: milliseconds since 1970. */
export const tableInWords = (now: number): string => {
  const months = Math.floor((now - Date.parse(priceTable.date)) / 2_629_800_000);
  const age = months < 1 ? "" : ` (${months === 1 ? "a month" : `${months} months`} old)`;
  return `the table of ${priceTable.source}, of ${priceTable.date}${age}`;
};
