import type { Policy } from "../brain/core/policy.ts";
import type { FindPattern } from "../guards/topics/operator-patterns.ts";

/** One of the operator's patterns, ready to search; or why it cannot be used. */
export type CompiledPattern = { readonly find: FindPattern } | { readonly problem: string };

/** The patterns of a policy by topic, in their order. The engine (re2js, linear in the text) is loaded only where there are some. */
export const compilePatterns = async (policy: Policy): Promise<ReadonlyMap<string, readonly CompiledPattern[]>> => {
  const written = Object.entries(policy).filter(([, { patterns }]) => patterns.length > 0);
  if (written.length === 0) return new Map();
  const { RE2JS } = await import("re2js");
  const compile = (source: string): CompiledPattern => {
    try {
      const pattern = RE2JS.compile(source, RE2JS.CASE_INSENSITIVE);
      if (pattern.matcher("").find()) return { problem: "a pattern that needs at least one character" };
      return {
        find(text, after) {
          const matcher = pattern.matcher(text);
          while (matcher.find()) {
            if (matcher.end() > after) return [matcher.start(), matcher.end()];
          }
          return undefined;
        },
      };
    } catch (error) {
      return { problem: `a pattern in RE2's syntax (${error instanceof Error ? error.message : "it cannot be read"})` };
    }
  };
  return new Map(written.map(([name, { patterns }]) => [name, patterns.map(compile)]));
};
