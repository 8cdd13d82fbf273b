import { dollars } from "../../../brain/core/dollars.ts";
import { InputError } from "../../../brain/core/errors.ts";
import type { AssertionKind } from "../kind.ts";

/** The whole turn takes at most `threshold` milliseconds. */
export const latency: AssertionKind = {
  value: "none",
  threshold: { kind: "needed", unit: "milliseconds" },
  check: ({ threshold = 0 }, { reply }) => ({ holds: reply.ms <= threshold, found: `${Math.round(reply.ms)} ms` }),
};

/** The turn's model calls cost at most `threshold` US dollars. */
export const cost: AssertionKind = {
  value: "none",
  threshold: { kind: "needed", unit: "US dollars" },
  needs: "price",
  check: ({ threshold = 0 }, { reply }, { costOf }) => {
    const cost = costOf?.(reply);
    if (cost === undefined) throw new InputError({ what: "what the model charges is not known", fix: "give --price" });
    return { holds: cost <= threshold, found: dollars(cost) };
  },
};
