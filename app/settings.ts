import type { Price } from "./runner/parse-price.ts";

/** What a command was asked for; everything else has its default. */
export type Settings = {
  /** Path of a persona.yaml. */
  readonly persona?: string;
  /** Path of a conversations.json. */
  readonly data?: string;
  /** `provider[:model]` */
  readonly lm?: string;
  /** Who chose `lm`, where no flag did: `understudy.yaml:3`. */
  readonly lmFrom?: string;
  /** `provider[:model]` */
  readonly embedder?: string;
  /** ISO 8601 time with its offset at which the clock starts. */
  readonly now?: string;
  readonly seed?: number;
  /** Name of the program to use in place of the promoted one; `default` for the one that needs no name. */
  readonly program?: string;
  /** Who chose `program`, where no flag did. */
  readonly programFrom?: string;
  /** Ids of examples or conversations that must not serve as demos. */
  readonly exclude?: readonly string[];
  readonly trace?: boolean;
};

/** What a conversation was asked for beside. */
export type ChatSettings = Settings & {
  /** Adds to blocks what the model had written. */
  readonly drafts?: boolean;
  /** Whether the conversation is written down as it happens, to be gone on with later. */
  readonly keepSession?: boolean;
  /** Of `persona`, `data` and `program` those that no flag gave, but understudy.yaml: a kept conversation has its own. */
  readonly fromFile?: readonly string[];
  /** Id of a kept conversation to go on with, or its beginning; `true` for the newest. */
  readonly resume?: string | true;
  /** What spend is counted for. @default chat */
  readonly command?: "chat" | "say";
  /** Who chats, as the operator names them: spend, budgets and experiments go by it. */
  readonly user?: string;
  /** Turns that a conversation may have, 0 for as many as one likes; else as understudy.yaml says, or `defaultMaxTurns`. */
  readonly maxTurns?: number;
  /** What the model of the start and its fallback charge. */
  readonly price?: Price;
};
