import { InputError } from "../brain/core/errors.ts";
import { lmProviders, parseLmSpec } from "../brain/lms/parse-spec.ts";
import { nearestName } from "../brain/text/nearest-name.ts";
import type { ConfigValues } from "./config-schema.ts";
import type { ConnectionEntry } from "./connections/connection-schema.ts";
import { ownSettingFor } from "./connections/native-options.ts";
import { looksSecret } from "./looks-secret.ts";
import { ollamaAddress, serverAddress } from "./server-address.ts";

type Path = readonly (string | number)[];

/** Something in understudy.yaml that no schema sees, since two places of the file decide it. */
export type SectionProblem = {
  readonly path: Path;
  /** In words that go on after the path: `holds …, expected …`. */
  readonly what: string;
  readonly near?: string;
  /** True where the key is wrong, not its value. */
  readonly isKey?: boolean;
};

/** What fits no other place of the same file: names that name nothing, and what is said twice. */
export const checkSections = (values: ConfigValues): readonly SectionProblem[] => [
  ...Object.entries(values.connections).flatMap(([name, entry]) => ofConnection(name, entry)),
  ...specsOf(values).flatMap(({ path, spec }) => ofSpec(path, spec, values)),
  ...repeated(values),
  ...saidTwice(values),
];

const ofConnection = (name: string, entry: ConnectionEntry): readonly SectionProblem[] => {
  const path = ["connections", name];
  const problems: SectionProblem[] = [];
  const provider = lmProviders.find((each) => each === name.toLowerCase());
  if (!/^[a-z0-9][\w.-]*$/i.test(name)) {
    problems.push({ path, what: "is no name: letters, digits, -, _ and . are expected", isKey: true });
  } else if (provider !== undefined && provider !== entry.provider) {
    problems.push({ path, what: `is the name of a provider, and its provider is ${entry.provider}`, isKey: true });
  }
  if (entry.provider === "offline") {
    const needless = (["model", "base_url", "key", "options"] as const).filter((key) => entry[key] !== undefined);
    problems.push(
      ...needless.map((key) => ({ path: [...path, key], what: "is nothing that offline takes", isKey: true })),
    );
  } else if (entry.base_url !== undefined) {
    const read = entry.provider === "ollama" ? ollamaAddress : serverAddress;
    const fault = faultOf(() => read("base_url", entry.base_url ?? ""));
    // Of the address nothing is told: it may hold a password.
    if (fault !== undefined) problems.push({ path: [...path, "base_url"], what: fault });
  }
  for (const option of Object.keys(entry.options ?? {})) {
    const setting = ownSettingFor(option);
    if (setting === undefined) continue;
    problems.push({ path: [...path, "options", option], what: `is set elsewhere: ${setting}`, isKey: true });
  }
  return problems;
};

/** All places where a connection, or `provider[:model]`, is named. */
const specsOf = (values: ConfigValues): readonly { readonly path: Path; readonly spec: string }[] => {
  const { lm, embedder, budgets, roles, experiments } = values;
  const places: { readonly path: Path; readonly spec: string | undefined }[] = [
    { path: ["lm"], spec: lm },
    { path: ["embedder"], spec: embedder },
    { path: ["budgets", "cheaper"], spec: budgets.cheaper },
    ...Object.entries(roles).flatMap(([role, specs]) => [
      ...(typeof specs === "string" ? [{ path: ["roles", role], spec: specs }] : []),
      ...(Array.isArray(specs) ? specs.map((spec, at) => ({ path: ["roles", role, at], spec })) : []),
    ]),
    ...Object.entries(experiments).flatMap(([name, { variants }]) =>
      Object.entries(variants).map(([variant, { lm: spec }]) => ({
        path: ["experiments", name, "variants", variant, "lm"],
        spec,
      })),
    ),
  ];
  return places.flatMap(({ path, spec }) => (spec === undefined ? [] : [{ path, spec }]));
};

const ofSpec = (path: Path, spec: string, { connections }: ConfigValues): readonly SectionProblem[] => {
  const names = Object.keys(connections);
  const isNamed = names.includes(spec);
  if (!isNamed && faultOf(() => parseLmSpec(spec)) !== undefined) {
    const isSecret = looksSecret(spec);
    const shown = /^\S{1,40}$/.test(spec) && !isSecret ? `the text ${JSON.stringify(spec)}` : "text";
    const expected = names.length === 0 ? providers : `one of the connections ${names.join(", ")}, or ${providers}`;
    const near = isSecret ? undefined : nearestSpec(spec, names);
    return [{ path, what: `holds ${shown}, expected ${expected}`, ...(near !== undefined && { near }) }];
  }
  const provider = isNamed ? connections[spec]?.provider : parseLmSpec(spec).provider;
  const isForJudges = path[0] === "roles" && (path[1] === "judge" || path[1] === "sentiment");
  return isForJudges && provider === "offline"
    ? [{ path, what: "names the offline model, which follows no instructions and so cannot judge" }]
    : [];
};

const providers = `offline, ollama[:model], together[:model], openai[:model] or one of ${lmProviders.slice(4).join(", ")} with :MODEL`;

const nearestSpec = (spec: string, names: readonly string[]): string | undefined => {
  const [provider = "", ...models] = spec.split(":");
  const near = models.length > 0 ? nearestName(provider, lmProviders) : undefined;
  if (near !== undefined && near !== provider) return [near, ...models].join(":");
  return nearestName(spec, [...names, ...lmProviders]);
};

const repeated = ({ roles }: ConfigValues): readonly SectionProblem[] =>
  Object.entries(roles).flatMap(([role, specs]) =>
    Array.isArray(specs)
      ? specs.flatMap((spec, at) =>
          specs.indexOf(spec) < at ? [{ path: ["roles", role, at], what: "stands in this list already" }] : [],
        )
      : [],
  );

const saidTwice = ({ lm, embedder, roles }: ConfigValues): readonly SectionProblem[] => [
  ...(lm !== undefined && roles.reply !== undefined
    ? [{ path: ["roles", "reply"], what: "says who replies, and so does lm: keep one of the two", isKey: true }]
    : []),
  ...(embedder !== undefined && roles.embed !== undefined
    ? [{ path: ["roles", "embed"], what: "says who embeds, and so does embedder: keep one of the two", isKey: true }]
    : []),
];

/** The first line of what an input error says, without where it is. */
const faultOf = (check: () => unknown): string | undefined => {
  try {
    check();
    return undefined;
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return (error.message.split("\n")[0] ?? "").replace(/^[\w-]+: /, "");
  }
};
