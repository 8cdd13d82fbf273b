/** What the program ends with. README says the same. */
export const exitCodes: readonly { readonly code: string; readonly meaning: string; readonly cases: string }[] = [
  { code: "0", meaning: "done", cases: "a chat that was left, too, and a goodbye for an empty budget" },
  {
    code: "1",
    meaning: "something failed",
    cases:
      "a message without a reply, a bad line, a model or a file that could not be used, a metric without a figure, a question answered with no",
  },
  {
    code: "2",
    meaning: "wrong usage or configuration",
    cases: "an unknown flag, a persona.yaml or understudy.yaml with a mistake, a key that no key can be",
  },
  {
    code: "100",
    meaning: "a gate that did not pass",
    cases: "guard test, guard lint, eval, splits check, simulate, budget --check, npm run bench",
  },
  {
    code: "128 + n",
    meaning: "ended by signal n",
    cases: "130 Ctrl+C, 143 SIGTERM, 141 a reader of the output that has gone",
  },
];
