import { z } from "zod";

const tokens = z.int().positive().optional();
/** US dollars. */
const cost = z.number().positive().optional();

/** `budgets` of understudy.yaml. */
export const budgetSchema = z.strictObject({
  /** Turns of a conversation; 0 for as many as one likes. `--max-turns` goes before it. */
  session: z.strictObject({ turns: z.int().min(0).optional(), tokens, cost }).optional(),
  /** Of each user in a period. */
  user: z.strictObject({ per: z.enum(["day", "month"]).default("day"), tokens, cost }).optional(),
  /** Of all that is written to this home in a day and a month, UTC as providers bill. */
  day: z.strictObject({ tokens, cost }).optional(),
  month: z.strictObject({ tokens, cost }).optional(),
  /** Share of a budget from which on it is told, and `cheaper` answers. */
  soft: z.number().gt(0).lt(1).default(0.8),
  /** The connection, or `provider[:model]`, that answers once a budget is nearly used up. */
  cheaper: z.string().trim().min(1).optional(),
});

export type Budgets = z.infer<typeof budgetSchema>;
