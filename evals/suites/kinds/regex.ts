import { RE2JS } from "re2js";
import { type AssertionKind, noThreshold, textsOf } from "../kind.ts";

/** A pattern that is found in the reply. RE2's syntax, in time linear in the reply: no pattern of a suite can hang a run. */
export const regex: AssertionKind = {
  value: "text",
  threshold: noThreshold,
  problemWith: (assertion) => {
    try {
      RE2JS.compile(textsOf(assertion)[0] ?? "");
      return undefined;
    } catch (error) {
      return `a pattern in RE2's syntax, which has no look-around and no back-references (${error instanceof Error ? error.message : "it cannot be read"})`;
    }
  },
  check: (assertion, { reply }) => ({
    holds: RE2JS.compile(textsOf(assertion)[0] ?? "")
      .matcher(reply.text)
      .find(),
  }),
};
