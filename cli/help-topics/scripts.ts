import { page } from "./lay-out.ts";

export const scriptsTopic = (): readonly string[] =>
  page("For scripts", [
    [
      ['understudy -p "…"', "the reply to one message, as it was written, and nothing else"],
      ["… | understudy -p", "all that is piped in is the message"],
      ["… | understudy", "each line is a message, each reply a line, of one conversation"],
      ["--json", "the events of each turn in place of the reply, one a line (docs/events.md)"],
      ["--resume [ID]", "goes on with a kept conversation, and keeps what is said"],
      ["--seed 7 --now TIME", "replies repeat: the seed, and a clock that starts at an ISO 8601 time"],
    ],
    "Replies and results go to stdout, everything else to stderr. Nothing asks a question where there is no terminal: --yes answers it.",
    "`sentiment`, `demos`, `embed` and `guard check` read JSON lines and write JSON lines, in order, as they come; a line that cannot be used is answered with an error object. `--json` makes lists JSON: sessions, programs, splits check, config, spend, budget, metrics, models, experiment; `log --json` prints one record a line.",
    "Completion of commands and options: `understudy completion bash`, zsh or fish prints a script, whose first lines say where it goes.",
    "What the program ends with: understudy help exit-codes. A goodbye, where a budget allows no reply, is a reply (0), and its figures stand on stderr; `budget --check` ends with 100 where nothing is left of a budget; `metrics` with 1 where a metric failed.",
  ]);
