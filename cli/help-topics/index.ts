/** Something that the program can tell about, beside its commands. */
export type Topic = {
  readonly name: string;
  readonly summary: string;
  /** Lines of at most 80 columns. */
  load(): Promise<readonly string[]>;
};

export const topics: readonly Topic[] = [
  { name: "keys", summary: "what keys do in the chat", load: async () => (await import("./keys.ts")).keysTopic() },
  {
    name: "commands",
    summary: "what lines do that begin with a slash",
    load: async () => (await import("./commands.ts")).commandsTopic(),
  },
  {
    name: "config",
    summary: "where settings come from, and all that understudy.yaml can hold",
    load: async () => (await import("./config.ts")).configTopic(),
  },
  {
    name: "connections",
    summary: "models by name, who is asked for what, limits and retries",
    load: async () => (await import("./connections.ts")).connectionsTopic(),
  },
  {
    name: "budgets",
    summary: "what may be spent, and what was",
    load: async () => (await import("./budgets.ts")).budgetsTopic(),
  },
  {
    name: "environment",
    summary: "variables, and the .env file",
    load: async () => (await import("./environment.ts")).environmentTopic(),
  },
  {
    name: "exit-codes",
    summary: "what the program ends with",
    load: async () => (await import("./exit-codes.ts")).exitCodesTopic(),
  },
  {
    name: "sessions",
    summary: "how conversations are kept, gone on with and deleted",
    load: async () => (await import("./sessions.ts")).sessionsTopic(),
  },
  {
    name: "privacy",
    summary: "what is written down, where, and what never is",
    load: async () => (await import("./privacy.ts")).privacyTopic(),
  },
  {
    name: "scripts",
    summary: "one-shots, pipes, JSON lines, shell completion",
    load: async () => (await import("./scripts.ts")).scriptsTopic(),
  },
];

/** Below the help of the program. */
export const topicList = (): string => {
  const width = Math.max(...topics.map(({ name }) => name.length));
  return `\nTopics (understudy help TOPIC):\n${topics.map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}\n`).join("")}`;
};
