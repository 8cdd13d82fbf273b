/** What a command was asked for; everything else has its default. */
export type Settings = {
  /** Path of a persona.yaml. */
  readonly persona?: string;
  /** Path of a conversations.json. */
  readonly data?: string;
  /** `provider[:model]` */
  readonly lm?: string;
  /** `provider[:model]` */
  readonly embedder?: string;
  /** ISO 8601 time with its offset at which the clock starts. */
  readonly now?: string;
  readonly seed?: number;
  /** Name of the program to use in place of the promoted one; `default` for the one that needs no name. */
  readonly program?: string;
  /** Ids of examples or conversations that must not serve as demos. */
  readonly exclude?: readonly string[];
  readonly trace?: boolean;
};
