import type { CommandShape, OptionShape, Values } from "./shape.ts";

/** Pairs of a pattern and what it leads to; those that lead to the same stand together. */
export type Case = { readonly patterns: readonly string[]; readonly result: string };

/** `words|name`: a name where those words stand before it. */
export const keyOf = ({ words }: CommandShape, name: string): string => `${words.join(" ")}|${name}`;

/** The words after a name that is a command. */
export const commandCases = (shapes: readonly CommandShape[]): readonly Case[] =>
  shapes.flatMap((shape) =>
    shape.commands.map(({ name }) => ({
      patterns: [keyOf(shape, name)],
      result: [...shape.words, name].join(" "),
    })),
  );

/** Keys of the options for which `isWanted` holds. */
export const optionKeys = (
  shapes: readonly CommandShape[],
  isWanted: (option: OptionShape) => boolean,
): readonly string[] =>
  shapes.flatMap((shape) =>
    shape.options.filter(isWanted).flatMap(({ names }) => names.map((name) => keyOf(shape, name))),
  );

/** What can follow each option, grouped. */
export const optionCases = (
  shapes: readonly CommandShape[],
  write: (values: Values) => string | undefined,
): readonly Case[] =>
  grouped(
    shapes.flatMap((shape) =>
      shape.options.flatMap(({ names, values }) =>
        values === undefined ? [] : names.map((name) => ({ key: keyOf(shape, name), values })),
      ),
    ),
    write,
  );

/** What can stand in each place of a command: `words|0` is its first argument, `words|*` every one from there on. */
export const argumentCases = (
  shapes: readonly CommandShape[],
  write: (values: Values) => string | undefined,
): readonly Case[] =>
  grouped(
    shapes.flatMap((shape) =>
      shape.arguments.map((values, at) => ({
        key: keyOf(shape, shape.isVariadic && at === shape.arguments.length - 1 ? "*" : `${at}`),
        values,
      })),
    ),
    write,
  );

const grouped = (
  all: readonly { readonly key: string; readonly values: Values }[],
  write: (values: Values) => string | undefined,
): readonly Case[] => {
  const groups = new Map<string, string[]>();
  for (const { key, values } of all) {
    const result = write(values);
    if (result === undefined) continue;
    const known = groups.get(result);
    if (known) known.push(key);
    else groups.set(result, [key]);
  }
  return [...groups].map(([result, patterns]) => ({ patterns, result }));
};
