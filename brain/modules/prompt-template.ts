import { AxPromptTemplate } from "@ax-llm/ax";

const formattingRules = /\n*<formatting_rules>[\s\S]*?<\/formatting_rules>/;

/**
 * ax's prompt, opened by `preamble` (who speaks) and, where the only output is prose, with its rule "one `field: value`
 * pair a line" replaced: a chat model asked for labels writes them into the reply.
 */
export const plainProse = (preamble: string | undefined, prose: string | undefined): typeof AxPromptTemplate =>
  class extends AxPromptTemplate {
    constructor(...rest: ConstructorParameters<typeof AxPromptTemplate>) {
      super(...rest);
      const render = this.renderWithMetrics;
      // An arrow property in ax, so it is wrapped here and not overridden.
      this.renderWithMetrics = ((...args: Parameters<typeof render>) => {
        const prompt = render(...args);
        return {
          ...prompt,
          chatPrompt: prompt.chatPrompt.map((turn) =>
            turn.role === "system" ? { ...turn, content: rewrite(turn.content, preamble, prose) } : turn,
          ),
        };
      }) as typeof render;
    }
  };

const rewrite = (system: string, preamble: string | undefined, prose: string | undefined): string => {
  const rules =
    prose === undefined
      ? system
      : system.replace(
          formattingRules,
          `\n\n<formatting_rules>\nWrite the words of \`${prose}\` alone: no field name before them, no quotation marks around them, no explanation.\n</formatting_rules>`,
        );
  return preamble === undefined ? rules : `${preamble}\n\n${rules}`;
};
