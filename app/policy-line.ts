import { isBuiltIn } from "../brain/core/policy.ts";
import type { PersonaFile } from "./load-persona.ts";

/** Which line of persona.yaml decided a finding, and what stands there; or that no line did. */
export const policyLine = (
  { persona, path, lineOf }: PersonaFile,
  { category, source }: { readonly category: string; readonly source?: string | undefined },
): string => {
  if (persona.policy[category] === undefined) {
    return isBuiltIn(category) && category !== "minors"
      ? `built in: ${category} is forbidden unless the policy of ${path} allows it`
      : "built in: always guarded, whatever the policy says";
  }
  const [, list, index] = /^(\w+)\[(\d+)\]$/.exec(source ?? "") ?? [];
  const keys = [
    "policy",
    category,
    ...(list === undefined ? (source === undefined ? [] : [source]) : [list, Number(index)]),
  ];
  const line = lineOf(keys);
  const rule = `policy.${category}${source === undefined ? ": forbidden" : `.${source}`}`;
  return `${path}${line === undefined ? "" : `:${line}`} ${rule}`;
};
