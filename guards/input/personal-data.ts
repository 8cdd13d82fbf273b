import type { InputGuard } from "../../brain/core/ports.ts";
import { allow } from "../../brain/core/turn.ts";
import { findOwnData } from "../../brain/text/personal-data.ts";

/**
 * Finds the user's phone numbers, e-mail addresses, cards, accounts and street addresses, so that logs hold the message
 * without them. It steers nowhere: the model still reads the message as it was written.
 */
export const personalData = (): InputGuard => ({
  name: "personal-data",
  check({ text }) {
    const found = findOwnData(text);
    const [first] = found;
    if (first === undefined) return allow;
    const kinds = [...new Set(found.map(({ kind }) => kind))].join(", ");
    return {
      action: "mask",
      guard: "personal-data",
      category: "personal-data",
      reason: `holds personal data: ${kinds}`,
      span: first.span,
      spans: found.map(({ span }) => span),
    };
  },
});
