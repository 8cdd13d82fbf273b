import { LmError } from "../../brain/core/errors.ts";
import type { Ledger } from "../../brain/core/spend.ts";

/** The same ledger, and the first refusal of a budget in it: who asks may have gone on without that call, or hidden why. */
export const rememberRefusal = (
  ledger: Ledger,
): { readonly ledger: Ledger; readonly refusal: () => LmError | undefined } => {
  let first: LmError | undefined;
  return {
    ledger: {
      standing: ledger.standing,
      async reserve(call, worst) {
        try {
          return await ledger.reserve(call, worst);
        } catch (error) {
          if (error instanceof LmError && error.code === "over-budget") first ??= error;
          throw error;
        }
      },
    },
    refusal: () => first,
  };
};
