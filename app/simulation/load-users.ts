import { InputError } from "../../brain/core/errors.ts";
import { nearestName } from "../../brain/text/nearest-name.ts";
import { type SimulatedUser, simulatedUser } from "../../evals/simulate/user.ts";
import { describeIssue, formatPath, hintAtMisspelling, type Problem } from "../describe-issue.ts";
import { parseYaml } from "../parse-yaml.ts";
import { readTextFile } from "../read-text-file.ts";

const maxBytes = 8 * 1024 * 1024;
/** Problems that are told in full; the rest are counted. */
const shownProblems = 5;
const expected =
  'users, as a YAML list or one JSON object a line: {"id", "mood"?, "goal"?, "script"? or "opening"?, "patience"?, "notes"?, "gap_minutes"?}';

const userKeys = Object.keys(simulatedUser.shape);

type Entry = { readonly value: unknown; placeOf(path: Problem["path"]): string };

/**
 * The simulated users of a YAML list or of JSON lines, in the file's order.
 * @throws {InputError} with the places of the first problems, what was found there and what was expected
 */
export const loadUsers = async (path: string): Promise<readonly SimulatedUser[]> => {
  const text = await readTextFile(path, { maxBytes });
  const problems: string[] = [];
  const users: SimulatedUser[] = [];
  const placeOfId = new Map<string, string>();
  for (const entry of isJsonLines(path, text) ? readLines(text, problems) : readList(text, path)) {
    const parsed = simulatedUser.safeParse(entry.value, { reportInput: true });
    if (!parsed.success) {
      problems.push(
        ...parsed.error.issues
          .flatMap((issue) => describeIssue(issue, { showValues: true }))
          .map((each) => inWords(each, entry)),
      );
      continue;
    }
    const { id } = parsed.data;
    const here = entry.placeOf(["id"]);
    const first = placeOfId.get(id);
    if (first !== undefined) problems.push(`${here}: id is that of ${first} again`);
    else {
      placeOfId.set(id, here);
      users.push(parsed.data);
    }
  }
  if (problems.length > 0) throw tell(problems, path);
  if (users.length === 0) throw new InputError({ what: "holds no users", where: path, expected });
  return users;
};

/** By its name, else by its first sign. */
const isJsonLines = (path: string, text: string): boolean =>
  /\.(jsonl|ndjson)$/i.test(path) || (!/\.ya?ml$/i.test(path) && text.trimStart().startsWith("{"));

const readLines = (text: string, problems: string[]): readonly Entry[] =>
  text.split("\n").flatMap((line, at) => {
    if (line.trim() === "") return [];
    const place = `line ${at + 1}`;
    try {
      return [{ value: JSON.parse(line) as unknown, placeOf: () => place }];
    } catch {
      problems.push(`${place}: not JSON`);
      return [];
    }
  });

const readList = (text: string, path: string): readonly Entry[] => {
  const { value, placeOf } = parseYaml(text, path);
  if (value === null) return [];
  if (!Array.isArray(value)) throw new InputError({ what: "holds no list at its top", where: path, expected });
  return value.map((each: unknown, row) => ({
    value: each,
    placeOf: (inner) => {
      const { line, column } = placeOf([row, ...inner]);
      return `line ${line}, column ${column}`;
    },
  }));
};

const inWords = (problem: Problem, { value, placeOf }: Entry): string => {
  const { path, found, expected: wanted, isKey } = hintAtMisspelling(problem, value);
  const at = formatPath(path) || "the user";
  const near = isKey ? nearestName(String(path.at(-1)), userKeys) : undefined;
  return isKey
    ? `${placeOf(path)}: ${at} is an unknown key${near === undefined ? "" : `; did you mean ${near}?`}`
    : `${placeOf(path)}: ${at} holds ${found}, expected ${wanted}`;
};

const tell = (problems: readonly string[], path: string): InputError => {
  const rest = problems.length - shownProblems;
  const shown = problems.slice(0, shownProblems).map((problem) => `\n  ${problem}`);
  return new InputError({
    what: `${problems.length} ${problems.length === 1 ? "problem" : "problems"}${shown.join("")}${rest > 0 ? `\n  and ${rest} more` : ""}`,
    where: path,
    expected,
    fix: "correct these places; training_data/users.yaml is a whole example",
  });
};
