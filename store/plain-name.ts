import { InputError } from "../brain/core/errors.ts";

/** Devices that Windows finds in every folder, whatever follows the first dot. */
const reserved = /^(con|prn|aux|nul|com[0-9]|lpt[0-9])(\.|$)/;
/** What `--program` takes for the program that needs no name. */
const ownWord = "default";

/**
 * The name, where it is a good and a different one on every file system.
 * @param what it names: `a program`
 * @throws {InputError} with what is allowed
 */
export const plainName = (name: string, what: string): string => {
  const fault = faultOf(name);
  if (fault === undefined) return name;
  throw new InputError({
    what: `${JSON.stringify(name.slice(0, 80))} cannot be the name of ${what}: it ${fault}`,
    expected: "1 to 64 small letters (a to z), digits, dots, underscores and hyphens, the first a letter or a digit",
  });
};

/** Whether `plainName` takes it. */
export const isPlainName = (name: string): boolean => faultOf(name) === undefined;

const faultOf = (name: string): string | undefined => {
  if (name === "") return "is empty";
  if (name.length > 64) return `has ${name.length} characters`;
  if (/^[^a-z0-9]/.test(name)) return "begins with another character than a small letter or a digit";
  if (/[^a-z0-9._-]/.test(name)) return "holds other characters";
  if (name.endsWith(".")) return "ends with a dot, which Windows drops";
  if (reserved.test(name)) return "is a device on Windows";
  if (name === ownWord) return `stands for the program that chat uses where none is promoted`;
  return undefined;
};
