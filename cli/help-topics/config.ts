import { page, verbatim } from "./lay-out.ts";

export const configTopic = (): readonly string[] =>
  page("Settings: where they come from", [
    "What a flag says counts most, then the environment, then .env, then understudy.yaml, both in the folder you are in; then the default. `understudy config` shows every setting with its value and where it came from; other flags beside it show what they would do.",
    "All that understudy.yaml can hold; every key may be missing:",
    verbatim(example),
    "Paths are taken from the folder of the file. What goes with something else goes with its place, too: where a flag names another persona, the file's data and program do not count, and where one names another model, nor does its price. `guard` asks a model only where a flag names one.",
    "Everything that a connection can say: understudy help connections; what budgets do: understudy help budgets.",
    "Keys belong into .env or the environment (understudy help environment), never into this file.",
  ]);

const example = `persona: my/persona.yaml
data: my/conversations.json    # else the one beside the persona
lm: ollama:qwen3:4b            # else the best one found
embedder: offline
program: bold                  # a compiled program; else the promoted one
chat:
  while_replying: queue        # or interrupt: a new message ends the reply
  typing_pace: 0               # characters a second, at most; 0: as they come
  theme: auto                  # light, dark, or none for no colour
  screen_reader: false         # true: lines of text alone
  inspector: closed            # or open, at the start
  price: 0.88/0.88             # of the model, US dollars a million tokens
connections:                   # models by names of your own
  big: {provider: together, temperature: 0.8}
  small: {provider: ollama, model: qwen3:4b}
roles:                         # who is asked for what, in this order
  # reply: [big, small]        # in place of lm
  # embed: ollama              # in place of embedder
  fallback: small
  judge: small
budgets:                       # nothing is spent beyond them
  session: {turns: 50, tokens: 200000, cost: 0.50}
  user: {per: day, cost: 1}    # or month
  day: {cost: 5}               # UTC
  month: {cost: 50}
  soft: 0.8                    # from this share on it is told, and
  cheaper: small               # this connection answers
log:
  keep_days: 365               # of predictions; 0: for ever
  compress: true
metrics:
  plugins: [my/metric.mjs]
experiments:
  tone:
    metric: satisfaction       # turns, blocked, failed, latency, cost …
    variants:                  # the first is the control
      usual: {share: 0.8}
      warm: {share: 0.2, temperature: 1}
    canary: {variant: warm, max_blocked: 0.1}`;
