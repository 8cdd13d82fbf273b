import type { Assertion } from "../../brain/core/evaluation.ts";

/** The assertions of an assert-set: `readAssertion` puts them there, read one by one. */
export const membersOf = ({ value }: Assertion): readonly Assertion[] =>
  Array.isArray(value) ? (value as Assertion[]) : [];

/** All assertions, those of sets in place of the sets. */
export const flatAssertions = (assertions: readonly Assertion[]): readonly Assertion[] =>
  assertions.flatMap((each) => (each.type === "assert-set" ? flatAssertions(membersOf(each)) : [each]));
