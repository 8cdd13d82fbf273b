/** What the model is told about one field, and what the field holds. */
export type Field =
  | { readonly kind: "text"; readonly description: string }
  | { readonly kind: "number"; readonly description: string }
  | { readonly kind: "choice"; readonly description: string; readonly options: readonly string[] };

export type Fields = Readonly<Record<string, Field>>;

/** The value of each field: a string, a number, or one of the options. */
export type ValuesOf<F extends Fields> = {
  readonly [Name in keyof F]: F[Name] extends { kind: "choice"; options: readonly (infer Option)[] }
    ? Option
    : F[Name] extends { kind: "number" }
      ? number
      : string;
};

/** A piece of text. */
export const text = (description: string) => ({ kind: "text", description }) as const;

/** A number. */
export const number = (description: string) => ({ kind: "number", description }) as const;

/** Exactly one of `options`. */
export const choice = <const Options extends readonly string[]>(options: Options, description: string) =>
  ({ kind: "choice", description, options }) as const;

/** Time and duration, given to every signature. `defineSignature` adds them; nothing else makes a signature. */
export const contextFields = {
  localTime: text("now, where the persona lives"),
  partOfDay: choice(["morning", "afternoon", "evening", "night"], "the part of the persona's day"),
  conversationLength: text("how long this conversation has lasted, and how many messages it holds"),
  sinceLastMessage: text("the time that passed since the last message before this one"),
} as const satisfies Fields;

export type Context = ValuesOf<typeof contextFields>;
