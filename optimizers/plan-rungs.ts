/** Candidates for each that a rung leaves, and cases of a rung for each of the one before. */
const halving = 3;
/** Drawn candidates at most, where the budget sets no bound: some 9 times the devset in cases. */
const mostDrawn = 27;
/** Rather fewer cases than fewer drawn candidates than these. */
const fewDrawn = 4;

export type RungPlan = {
  /** Candidates to be drawn beside the standing ones. */
  readonly drawn: number;
  /** Of each rung, how many drawn candidates it takes, and how many conversations, counted from the first. */
  readonly rungs: readonly { readonly alive: number; readonly conversations: number }[];
  /** Answers that all of it takes. */
  readonly cost: number;
};

export type PlanInput = {
  /** Cases of each conversation, in the order in which they are taken. */
  readonly sizes: readonly number[];
  /** Candidates that take part in every rung. */
  readonly standing: number;
  /** Answers that may be asked for, at most. */
  readonly budget?: number | undefined;
};

/**
 * The widest search that the budget allows: as many candidates as can be, on all conversations if that leaves any to draw.
 * Successive halving (Jamieson and Talwalkar, AISTATS 2016): each rung keeps the best third and has three times the cases.
 * Rungs are nested, so what was answered is not asked again. `undefined` where the budget is too small for any.
 */
export const planRungs = ({ sizes, standing, budget = Number.POSITIVE_INFINITY }: PlanInput): RungPlan | undefined => {
  for (let conversations = sizes.length; conversations >= 2; conversations--) {
    const cut = sizes.slice(0, conversations);
    for (let drawn = mostDrawn; drawn >= (conversations > 2 ? fewDrawn : 1); drawn--) {
      const plan = planOf(cut, drawn, standing);
      if (plan.cost <= budget) return plan;
    }
  }
  return undefined;
};

/** Answers that the smallest search takes. */
export const leastBudget = (input: Omit<PlanInput, "budget">): number =>
  planOf(input.sizes.slice(0, 2), 1, input.standing).cost;

const planOf = (sizes: readonly number[], drawn: number, standing: number): RungPlan => {
  const alive = [drawn];
  for (let left = drawn; left > halving; ) {
    left = Math.ceil(left / halving);
    alive.push(left);
  }
  const all = sum(sizes);
  const rungs = alive.map((count, rung) => {
    const wanted = all / halving ** (alive.length - 1 - rung);
    let conversations = Math.min(2, sizes.length);
    while (sum(sizes.slice(0, conversations)) < wanted) conversations++;
    return { alive: count, conversations };
  });
  const cost = rungs.reduce((total, { alive, conversations }, rung) => {
    const more = sum(sizes.slice(rungs[rung - 1]?.conversations ?? 0, conversations));
    return total + (alive + standing) * more;
  }, 0);
  return { drawn, rungs, cost };
};

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
