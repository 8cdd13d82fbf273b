import type { Lexer } from "marked";

/** Reads markdown. Only the static side of marked's lexer is used: it keeps nothing between calls. */
export type Markdown = Pick<typeof Lexer, "lex" | "lexInline">;

let loaded: Markdown | undefined;

/** Loads marked, which takes about 15 ms (Node 20.20) that the first prompt does not wait for. */
export const loadMarkdown = async (): Promise<void> => {
  loaded ??= (await import("marked")).Lexer;
};

/** `undefined` until it is loaded: emphasis, links and tables stand as they were written then. */
export const markdown = (): Markdown | undefined => loaded;
