import { page } from "./lay-out.ts";

export const privacyTopic = (): readonly string[] =>
  page("Privacy", [
    "Everything stays on your machine, unless you choose a model or an embedder elsewhere: then that one reads the prompts. Nothing else is sent anywhere, but for telemetry where OTEL_EXPORTER_OTLP_ENDPOINT names a collector: times, models, verdicts and costs; messages and replies only with UNDERSTUDY_OTEL_PROMPTS=1, masked as in predictions/.",
    "What is written lies under .understudy (UNDERSTUDY_HOME moves it), readable by you alone:",
    [
      ["sessions/", "the conversations of the chat, to be gone on with"],
      ["predictions/", "a record of every turn, one file a day, without phone numbers, addresses and the like"],
      ["understudy.db", "what calls came to, for whom, and who got which variant; no word of what was said"],
      ["history.jsonl", "the messages that ↑ brings back"],
      ["ratings.jsonl", "what /good and /bad said, for the optimizers"],
      ["the rest", "what compile, eval and simulate made"],
    ],
    "The words of a message in crisis, of one that brings desire and somebody under 18 together, and of one that tries to make the persona into something else go to no model, no embedder and no file: not into sessions, not into predictions, not into what ↑ brings back. The same holds for a message whose turn ended before the guards had seen it. Keys are written and shown nowhere.",
    "`understudy sessions delete ID` deletes a conversation. Records of turns, history.jsonl and understudy.db are not changed by it: delete those files yourself (with the database goes what was spent). Records, a file a day, are compressed when their day is over and deleted after 365 days, or as many as log.keep_days of understudy.yaml says (0 keeps them); `understudy log` shows them. Name your users by ids: the database, and what `understudy spend` prints of it, hold names as you give them; records leave a phone number or an address in a name out. Whoever can read your files can read what is there: put the folder on an encrypted disk where that matters.",
    "The persona says that it is an AI where somebody sincerely asks.",
  ]);
