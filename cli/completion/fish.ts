import { commandCases, optionKeys } from "./cases.ts";
import type { CommandShape, OptionShape, Values } from "./shape.ts";

/** A completion script for fish, with what each word is for. */
export const fishScript = (
  shapes: readonly CommandShape[],
  version: string,
): string => `# Completion of understudy ${version} for fish. Keep it:
#   understudy completion fish > ~/.config/fish/completions/understudy.fish

function __understudy_where
    set -l where ''
    set -l option ''
    set -l tokens (commandline -opc)
    set -e tokens[1]
    for token in $tokens
        if string match -q -- '-*' $token
            set option ''
            if contains -- "$where|$token" $__understudy_valued
                set option $token
            end
            continue
        end
        if test -n "$option"
            if not contains -- "$where|$option" $__understudy_many
                set option ''
            end
            continue
        end
        if contains -- "$where|$token" $__understudy_commands
            set where (string trim -- "$where $token")
        end
    end
    echo $where
end

function __understudy_at
    test (__understudy_where) = "$argv[1]"
end

set -g __understudy_commands ${list(commandCases(shapes).flatMap(({ patterns }) => patterns))}
set -g __understudy_valued ${list(optionKeys(shapes, ({ values }) => values !== undefined))}
set -g __understudy_many ${list(optionKeys(shapes, ({ isVariadic }) => isVariadic))}

complete -c understudy -f
${shapes.flatMap(linesOf).join("\n")}
`;

const linesOf = (shape: CommandShape): readonly string[] => {
  const at = `complete -c understudy -n ${quoted(`__understudy_at ${quoted(shape.words.join(" "))}`)}`;
  return [
    ...shape.commands.map(({ name, summary }) => `${at} -a ${quoted(name)} -d ${quoted(summary)}`),
    ...shape.arguments.flatMap((values) => {
      const written = argumentInFish(values);
      return written === undefined ? [] : [`${at} ${written}`];
    }),
    ...shape.options.map((option) => `${at} ${optionInFish(option)}`),
  ];
};

const optionInFish = ({ names, summary, values, isOptional }: OptionShape): string =>
  [
    ...names.map((name) => (name.startsWith("--") ? `-l ${name.slice(2)}` : `-s ${name.slice(1)}`)),
    ...(values === undefined ? [] : [valuesInFish(values, isOptional)]),
    `-d ${quoted(summary)}`,
  ]
    .filter((part) => part !== "")
    .join(" ");

const valuesInFish = (values: Values, isOptional: boolean): string => {
  switch (values.kind) {
    case "choices":
      return `${isOptional ? "-f" : "-x"} -a ${quoted(values.choices.join(" "))}`;
    case "files":
      return "-r -F";
    case "folders":
      return "-x -a '(__fish_complete_directories)'";
    default:
      return isOptional ? "" : "-x";
  }
};

const argumentInFish = (values: Values): string | undefined => {
  switch (values.kind) {
    case "choices":
      return `-a ${quoted(values.choices.join(" "))}`;
    case "files":
      return "-F";
    case "folders":
      return "-a '(__fish_complete_directories)'";
    default:
      return undefined;
  }
};

const list = (keys: readonly string[]): string => keys.map(quoted).join(" ");

const quoted = (text: string): string => `'${text.replace(/[\\']/g, "\\$&")}'`;
