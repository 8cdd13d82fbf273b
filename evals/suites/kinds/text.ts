import { type AssertionKind, noThreshold, textsOf, type ValueRule } from "../kind.ts";

type Test = (reply: string, texts: readonly string[]) => boolean;

const textKind = (value: ValueRule, test: Test): AssertionKind => ({
  value,
  threshold: noThreshold,
  check: (assertion, { reply }) => ({ holds: test(reply.text, textsOf(assertion)) }),
});

const has = (reply: string) => (text: string) => reply.includes(text);
/** Both in lower case, as promptfoo compares. */
const hasAnyCase = (reply: string) => (text: string) => reply.toLowerCase().includes(text.toLowerCase());

/** Kinds that look at the reply's characters alone. */
export const textKinds: Readonly<Record<string, AssertionKind>> = {
  equals: textKind("text", (reply, [text = ""]) => reply === text),
  contains: textKind("text", (reply, texts) => texts.every(has(reply))),
  icontains: textKind("text", (reply, texts) => texts.every(hasAnyCase(reply))),
  "contains-all": textKind("texts", (reply, texts) => texts.every(has(reply))),
  "contains-any": textKind("texts", (reply, texts) => texts.some(has(reply))),
  "icontains-all": textKind("texts", (reply, texts) => texts.every(hasAnyCase(reply))),
  "icontains-any": textKind("texts", (reply, texts) => texts.some(hasAnyCase(reply))),
  "starts-with": textKind("text", (reply, [text = ""]) => reply.startsWith(text)),
};
