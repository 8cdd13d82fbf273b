import { type Agreement, agreement } from "./metrics/agreement.ts";
import type { HumanLabel } from "./metrics/human-labels.ts";
import { type ScoredLine, scoredCases } from "./score-run.ts";

export type JudgeAgreement = {
  readonly rubric: string;
  /** Labels of cases that the judge has rated, too. */
  readonly n: number;
  /** Missing where there are too few to say. */
  readonly agreement?: Agreement;
};

/** How far the judge's ratings of `program`'s replies agree with people's, by rubric. Labels of other cases are passed over. */
export const judgeAgreement = (
  scored: readonly ScoredLine[],
  labels: readonly HumanLabel[],
  program: string,
): readonly JudgeAgreement[] =>
  [...new Set(labels.map(({ rubric }) => rubric))].map((rubric) => {
    const judged = new Map(
      scoredCases(scored, program, `rubric:${rubric}`).flatMap(({ case: { id }, scored: mark }) =>
        mark === undefined ? [] : [[id, Math.round(1 + 4 * mark.score)] as const],
      ),
    );
    const rated = labels.flatMap(({ id, rubric: of, rating: human }) => {
      const judge = of === rubric ? judged.get(id) : undefined;
      return judge === undefined ? [] : [{ id, human, judge }];
    });
    const found = agreement(rated);
    return { rubric, n: rated.length, ...(found && { agreement: found }) };
  });
