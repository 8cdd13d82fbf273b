import { plural } from "../evals/reports/eval-words.ts";
import type { ConfigFile } from "./config-file.ts";

const scopes = ["session", "user", "day", "month"] as const;
const units = ["turns", "tokens", "cost"];

/** How much an understudy.yaml says, for people: `3 settings, 2 connections, 1 role`; `nothing yet` where it says nothing. */
export const saidInFile = ({ settings, sections }: Pick<ConfigFile, "settings" | "sections">): string => {
  const { connections, roles, log, metrics, experiments, lineOf } = sections;
  // Sections are filled with their defaults: what the file says has a line.
  const said = (section: string, names: readonly string[]) =>
    names.filter((name) => lineOf([section, name]) !== undefined).length;
  const limits = scopes.flatMap((scope) => units.filter((unit) => lineOf(["budgets", scope, unit]) !== undefined));
  const counts = {
    setting: settings.length + said("log", Object.keys(log)) + said("budgets", ["soft", "cheaper"]),
    connection: Object.keys(connections).length,
    role: said("roles", Object.keys(roles)),
    budget: limits.length,
    "metric plug-in": metrics.plugins.length,
    experiment: Object.keys(experiments).length,
  };
  const told = Object.entries(counts).flatMap(([what, count]) => (count === 0 ? [] : [plural(count, what)]));
  return told.length === 0 ? "nothing yet" : told.join(", ");
};
