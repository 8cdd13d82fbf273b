/** The variables that Ink, and what it builds on, look at while they are loaded. */
export type ColorEnv = {
  NO_COLOR?: string | undefined;
  TERM?: string | undefined;
  FORCE_COLOR?: string | undefined;
  CI?: string | undefined;
  CONTINUOUS_INTEGRATION?: string | undefined;
};

/**
 * Makes Ink honour NO_COLOR (no-color.org) and TERM=dumb, by setting FORCE_COLOR in `env`, unless the user set it.
 * Takes CI out of it: Ink then draws no prompt, though who starts a chat in a terminal wants to see one.
 * Call it before importing run-terminal-chat.
 */
export const applyColorChoice = (env: ColorEnv): void => {
  delete env.CI;
  delete env.CONTINUOUS_INTEGRATION;
  if (env.FORCE_COLOR !== undefined) return;
  if ((env.NO_COLOR ?? "") !== "" || env.TERM === "dumb") env.FORCE_COLOR = "0";
};
