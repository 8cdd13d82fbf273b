import type { JudgedCase } from "../guard-cases.ts";
import { escapeMarkup } from "./escape-markup.ts";

/** The cases as JUnit XML: a test case each, those that were judged otherwise than labelled as failures. */
export const junitReport = (judged: readonly JudgedCase[]): string => {
  const suites = (["input", "output"] as const).flatMap((side) => {
    const own = judged.filter(({ case: each }) => each.side === side);
    return own.length === 0 ? [] : [suite(side, own)];
  });
  const failures = judged.filter((each) => problemOf(each) !== undefined).length;
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="guards" tests="${judged.length}" failures="${failures}">\n${suites.join("")}</testsuites>\n`;
};

/** What was wrong in the verdict on a case; `undefined` where it is as labelled. */
export const problemOf = ({ case: { category }, found }: JudgedCase): string | undefined => {
  if (category === undefined) return found.length > 0 ? `false alarm: found ${found.join(", ")}` : undefined;
  return found.includes(category) ? undefined : `missed: expected ${category}`;
};

function suite(side: string, judged: readonly JudgedCase[]): string {
  const lines = judged.map((each) => {
    const name = escapeMarkup(`${each.case.id} ${each.case.text}`);
    const group = escapeMarkup(`guards.${side}.${each.case.category ?? "allow"}`);
    const problem = problemOf(each);
    return problem === undefined
      ? `    <testcase classname="${group}" name="${name}"/>\n`
      : `    <testcase classname="${group}" name="${name}"><failure message="${escapeMarkup(problem)}"/></testcase>\n`;
  });
  const failures = judged.filter((each) => problemOf(each) !== undefined).length;
  return `  <testsuite name="${side}" tests="${judged.length}" failures="${failures}">\n${lines.join("")}  </testsuite>\n`;
}
