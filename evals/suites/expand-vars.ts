/** Variables of a test by name, as the file holds them. */
export type Vars = Readonly<Record<string, unknown>>;

/** What a list may unfold to, for one test. */
const mostCombinations = 10_000;

/**
 * Every combination of the variables that are lists of texts or numbers, the last one varying fastest; lists of anything
 * else are values. `undefined` where there would be more than 10,000.
 */
export const expandVars = (vars: Vars): readonly Vars[] | undefined => {
  let combinations: Vars[] = [{}];
  for (const [name, value] of Object.entries(vars)) {
    const values = isChoice(value) ? value : [value];
    if (combinations.length * values.length > mostCombinations) return undefined;
    combinations = combinations.flatMap((known) => values.map((one) => ({ ...known, [name]: one })));
  }
  return combinations;
};

/** The text with `{{ name }}` filled in, or the name of what cannot be: no such variable, or more than a name. */
export const fillIn = (template: string, vars: Vars): { readonly text: string } | { readonly unknown: string } => {
  let unknown: string | undefined;
  const text = template.replace(/\{\{([^{}]*)\}\}|\{%[^%]*%\}/g, (whole, inner: string | undefined) => {
    const name = inner?.trim() ?? "";
    const value = Object.hasOwn(vars, name) ? vars[name] : undefined;
    if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") return String(value);
    unknown ??= whole.slice(0, 60);
    return whole;
  });
  return unknown === undefined ? { text } : { unknown };
};

const isChoice = (value: unknown): value is readonly (string | number)[] =>
  Array.isArray(value) && value.length > 0 && value.every((one) => typeof one === "string" || typeof one === "number");
