import { page, verbatim } from "./lay-out.ts";

export const budgetsTopic = (): readonly string[] =>
  page("Budgets: what may be spent, and what was", [
    "Every call to a model is counted in understudy.db, by the server's own tokens where it tells them, and held against the budgets of understudy.yaml before it is made:",
    verbatim(example),
    'From the soft share on that is told once, and `cheaper` answers. Once a budget is used up, or leaves too little for the worst that a call may come to, no model is asked: the persona says goodbye (`goodbyes` of persona.yaml), and the figures stand on a line of their own. Care for a person in crisis and the answer to "are you a bot?" go on. A conversation has 50 turns where nobody says otherwise.',
    [
      ["understudy spend", "what calls came to; --by day, user, role …, --since 7d, --json, --csv"],
      ["understudy budget", "how far each budget is used up; --user NAME and --session ID for theirs"],
      ["… --check", "a gate: exit code 100 where one is used up"],
      ["--user NAME", "who chats; without it budgets of a user hold for nobody"],
      ["--max-turns N", "turns of this conversation; 0: any number"],
    ],
    "Prices: `price` of the connection, else --price, else nothing for servers of your own, else a table whose age is told. With a budget of money a model whose price nobody knows is refused at the start.",
    "Several processes share the budgets of one folder; what a process held when it was killed is counted at its worst.",
  ]);

const example = `budgets:                       # every key may be missing
  session: {turns: 50, tokens: 200000, cost: 0.50}   # US dollars
  user: {per: day, cost: 1}    # or month
  day: {cost: 5}               # UTC
  month: {cost: 50}
  soft: 0.8
  cheaper: home                # a connection, or provider[:model]`;
