import type { Wrapping } from "./frame-writer.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * What this terminal does with rows that no longer fit when it gets narrower. Those that are not known, as behind ssh, are
 * taken to cut them: where that is wrong rows of the frame stay behind, while the contrary would lose one above it.
 */
export const wrappingOf = (env: Environment): Wrapping => {
  if (env.TMUX || env.VTE_VERSION) return "all";
  if (/^(vscode|Hyper|Tabby)$/.test(env.TERM_PROGRAM ?? "")) return "xterm.js";
  if (env.XTERM_VERSION || env.STY) return "none";
  const isKnown =
    env.KITTY_WINDOW_ID ||
    env.ALACRITTY_WINDOW_ID ||
    env.KONSOLE_VERSION ||
    env.WT_SESSION ||
    wrappingTerms.test(env.TERM ?? "");
  return isKnown || wrappingPrograms.test(env.TERM_PROGRAM ?? env.LC_TERMINAL ?? "") ? "but-cursor" : "none";
};

const wrappingTerms = /^(xterm-kitty|xterm-ghostty|alacritty|foot|wezterm|konsole|rio)/;
const wrappingPrograms = /^(iTerm\.app|iTerm2|Apple_Terminal|WezTerm|ghostty|WarpTerminal|rio)$/;
