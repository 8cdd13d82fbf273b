/** Where an option came from, in words: what fillOptions said, the flag itself, or `default`. */
export const plainSource = (name: string, source: string | undefined, value?: unknown): string => {
  if (source === "cli")
    return `--${value === false ? "no-" : ""}${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
  return source === undefined || source === "default" ? "default" : source;
};
