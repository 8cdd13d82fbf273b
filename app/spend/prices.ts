import type { Identity } from "../../brain/core/ports.ts";
import type { Price } from "../../brain/core/spend.ts";

/** What models charge, and where that is known from. */
export type KnownPrice = { readonly price: Price; readonly from: "free" | "understudy.yaml" | "--price" | "table" };

export type Prices = {
  /** `undefined` where nobody said: money budgets then refuse the model. */
  of(identity: Identity): KnownPrice | undefined;
};
