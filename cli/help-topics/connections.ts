import { page, verbatim } from "./lay-out.ts";

export const connectionsTopic = (): readonly string[] =>
  page("Connections: any model, under a name of your own", [
    "Wherever a model is named (--lm, --embedder, roles, experiments) the name of a connection in understudy.yaml does as well as provider[:model]. The providers:",
    [
      ["offline", "the examples themselves; needs nothing"],
      ["together", "TOGETHER_API_KEY"],
      ["openai", "OPENAI_API_KEY, or OPENAI_BASE_URL for another server that speaks its API"],
      ["groq, cerebras", "GROQ_API_KEY, CEREBRAS_API_KEY; the model must be named, as in groq:MODEL"],
      ["ollama", "a server at OLLAMA_HOST, else on this machine"],
      ["vllm, llamacpp, lmstudio", "a server at port 8000, 8080 or 1234 of this machine; the model must be named"],
    ],
    "`understudy models` lists what each server has, `understudy doctor --ping` times one small call to each in use.",
    verbatim(example),
    "Every key but provider may be missing. A key goes only to the server it is meant for: with a base_url of its own, a connection sends none unless `key` names its variable.",
    "A role is filled by one name or a list. The next one is asked where the one before failed, or declined in its own words, and nothing was shown yet. Who replies also judges and reads moods where nobody else is named, except the offline model, which cannot. Where roles.fallback is missing, the persona's model.fallback_lm is asked last.",
  ]);

const example = `connections:
  big:
    provider: together
    model: meta-llama/Llama-3.3-70B-Instruct-Turbo
    key: MY_TOGETHER_KEY       # the variable; the key itself never
    temperature: 0.8           # in place of the persona's
    max_tokens: 300
    price: 0.88/0.88           # US dollars a million tokens
    timeouts: {connect: 5, first_token: 30, between_tokens: 15}  # seconds
    retries: 2
    breaker: {failures: 5, pause: 30}
    limits: {requests_per_minute: 60, tokens_per_minute: 90000, concurrent: 8}
    hedge_after: 4             # then it is asked twice, and both are paid
  home:
    provider: ollama
    model: qwen3:4b
    base_url: http://192.168.1.5:11434
    options: {num_ctx: 8192, keep_alive: 30m}  # the server's own
roles:
  reply: [big, home]
  fallback: home
  judge: home
  sentiment: home
  embed: offline`;
