import { InputError } from "../brain/core/errors.ts";
import type { Example } from "../brain/core/example.ts";

/** A misspelt id would leave in what was to be left out. @throws {InputError} something of `--exclude` is nobody's id */
export const checkExcluded = (
  excluded: readonly string[] | undefined,
  examples: readonly Example[],
  dataPath: string,
): void => {
  const known = new Set(examples.flatMap(({ id, conversation }) => [id, conversation]));
  const unknown = excluded?.find((id) => !known.has(id));
  if (unknown === undefined) return;
  throw new InputError({
    what: `no example and no conversation is named ${JSON.stringify(unknown.slice(0, 80))}`,
    where: "--exclude",
    expected: `an id of ${dataPath}`,
  });
};
