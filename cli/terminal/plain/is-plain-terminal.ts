/** Whether a chat in this terminal is held in lines of text alone. */
export const isPlainTerminal = (env: { readonly TERM?: string | undefined }, screenReader: boolean): boolean =>
  screenReader || env.TERM === "dumb";
