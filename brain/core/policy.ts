import { z } from "zod";

/** Topics of replies that the guards know by themselves, in the order in which a policy lists them by default. */
export const builtInTopics = [
  "minors",
  "social-platforms",
  "in-person-meetings",
  "contact-exchange",
  "off-platform-payment",
  "links",
  "explicit-content",
  "hate-and-harassment",
  "medical-legal-financial-advice",
  "politics",
  "personal-data-of-others",
] as const;

export type BuiltInTopic = (typeof builtInTopics)[number];

/** Categories that a verdict may have and no policy may set, and why. */
const reserved: Readonly<Record<string, string>> = {
  crisis: "is always guarded and cannot be set",
  manipulation: "is always guarded and cannot be set",
  identity: "is always guarded and cannot be set",
  "personal-data": "is always masked in logs and cannot be set",
  "promotion-or-humour": "is guarded after a crisis and cannot be set",
  "guard-failure": "is a name that the program uses itself",
  undecidable: "is a name that the program uses itself",
};

const words = z.string().trim().min(1).max(500);
const rule = z.enum(["allowed", "forbidden"]);

/** What the policy says of one topic. */
export type TopicRule = {
  readonly rule: "allowed" | "forbidden";
  /** What the topic is, in a sentence: for the judge. */
  readonly description?: string | undefined;
  /** Words and phrases that belong to the topic, found as whole words in every disguise. */
  readonly terms: readonly string[];
  /** Regular expressions in RE2's syntax, matched without regard to case. */
  readonly patterns: readonly string[];
  /** Sentences that break the rule: others like them are found by similarity. */
  readonly examples: readonly string[];
  /** Words and phrases that never count, and sentences that are fine though they look alike. */
  readonly except: readonly string[];
  /** Asks the model for a second opinion on each sentence that the local rules let pass. */
  readonly judge: boolean;
};

/** A topic of which the policy says nothing but the word. */
export const plainTopic = (word: TopicRule["rule"]): TopicRule => ({
  rule: word,
  terms: [],
  patterns: [],
  examples: [],
  except: [],
  judge: false,
});

export type Policy = Readonly<Record<string, TopicRule>>;

/** One topic as persona.yaml holds it: a word, or a word with the operator's own knowledge of the topic. */
const topicEntry = z.union([
  rule.transform(plainTopic),
  z
    .strictObject({
      rule: rule.default("forbidden"),
      description: words.optional(),
      terms: z.array(words).max(1000).default([]),
      patterns: z.array(words).max(100).default([]),
      examples: z.array(words).max(500).default([]),
      except: z.array(words).max(1000).default([]),
      judge: z.boolean().default(false),
      // Widens the type alone.
    })
    .transform((entry): TopicRule => entry),
]);

/** Topics by name, in the order of the file: allowed or forbidden, with the operator's terms, patterns and examples. */
export const policySchema = z.record(z.string(), topicEntry).superRefine((policy: Policy, context) => {
  const problem = (name: string, message: string) =>
    context.addIssue({ code: "custom", path: [name], input: policy[name]?.rule, message });
  for (const [name, entry] of Object.entries(policy)) {
    if (Object.hasOwn(reserved, name)) problem(name, `nothing here: ${name} ${reserved[name]}`);
    else if (!/^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/.test(name) || name.length > 60)
      problem(name, "a topic's name in small letters, digits and hyphens, such as horoscopes");
    else if (name === "minors" && entry.rule === "allowed") problem(name, "forbidden: minors cannot be switched off");
    else if (name === "minors" && entry.except.length > 0)
      context.addIssue({
        code: "custom",
        path: [name, "except"],
        input: entry.except,
        message: "no exceptions: minors cannot be narrowed",
      });
    else if (!isBuiltIn(name) && !knowsSomething(entry))
      problem(name, "a built-in topic, or terms, patterns or examples that say what it is");
  }
});

export const isBuiltIn = (name: string): name is BuiltInTopic => (builtInTopics as readonly string[]).includes(name);

/** Every topic with its rule: those of the file in its order, then the built-in ones that it does not name, forbidden. */
export const topicsOf = (policy: Policy): readonly (readonly [name: string, rule: TopicRule])[] => [
  ...Object.entries(policy),
  ...builtInTopics.filter((name) => policy[name] === undefined).map((name) => [name, plainTopic("forbidden")] as const),
];

const knowsSomething = ({ terms, patterns, examples, description, judge }: TopicRule): boolean =>
  terms.length + patterns.length + examples.length > 0 || (judge && description !== undefined);
