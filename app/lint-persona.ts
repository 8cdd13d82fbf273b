import { topicsOf } from "../brain/core/policy.ts";
import { lintPolicy } from "../guards/lint-policy.ts";
import { loadConversations } from "./load-conversations.ts";
import { loadPersona } from "./load-persona.ts";
import { dataPathFor, defaultPersonaPath } from "./paths.ts";
import { personaGuards } from "./persona-guards.ts";
import type { Settings } from "./settings.ts";

/** What an operator should mend, with the file and line, or the id of the example. */
export type PersonaLint = {
  readonly problems: readonly { readonly where: string; readonly message: string }[];
  readonly rules: number;
  readonly examples: number;
};

/** Rules of the policy that never decide anything, and examples whose reply the policy would block. @throws {InputError} */
export const lintPersona = async (settings: Settings): Promise<PersonaLint> => {
  const file = await loadPersona(settings.persona ?? defaultPersonaPath());
  const { persona, path, lineOf } = file;
  const guards = await personaGuards(file);
  const pipelineGuards = Object.fromEntries(
    Object.entries(persona.pipelines).map(([name, { guards: named = [] }]) => [name, named]),
  );
  const rules = lintPolicy(persona, pipelineGuards).map(({ keys, message }) => {
    const line = lineOf(keys);
    return { where: `${path}${line === undefined ? "" : `:${line}`} ${spelled(keys)}`, message };
  });
  const dataPath = settings.data ?? dataPathFor(path);
  const examples = await loadConversations(dataPath);
  const broken: PersonaLint["problems"][number][] = [];
  for (const { id, messages, reply } of examples) {
    const previousUserMessage = messages.findLast(({ from }) => from === "user")?.text;
    for (const { category, reason, source } of await guards.checkOutput(reply, { previousUserMessage })) {
      const by = source === undefined ? "" : ` (policy.${category}.${source})`;
      broken.push({
        where: `${dataPath} example ${id}`,
        message: `its reply breaks the policy: ${category}, ${reason}${by}`,
      });
    }
  }
  return { problems: [...rules, ...broken], rules: topicsOf(persona.policy).length, examples: examples.length };
};

const spelled = (keys: readonly (string | number)[]): string =>
  keys.map((key, at) => (typeof key === "number" ? `[${key}]` : at === 0 ? key : `.${key}`)).join("");
