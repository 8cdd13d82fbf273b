import type { LmProvider } from "../../brain/lms/parse-spec.ts";
import type { Resilience } from "../../brain/lms/resilience/resilience.ts";
import type { Price } from "../runner/parse-price.ts";

/** All that is known of one connection before it is opened, its defaults filled in; made of an entry of understudy.yaml or of `provider[:model]`. */
export type ConnectionSettings = {
  /** In understudy.yaml; missing where it was named by `provider[:model]`. */
  readonly name?: string;
  readonly provider: LmProvider;
  /** Missing where the operator left the choice to us. */
  readonly model?: string;
  readonly baseUrl?: string;
  /** Name of the variable that holds its key. */
  readonly key?: string;
  readonly options?: Readonly<Record<string, unknown>>;
  readonly temperature?: number;
  readonly maxTokens?: number;
  readonly price?: Price;
  readonly resilience: Resilience;
};
