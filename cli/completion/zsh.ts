import { argumentCases, type Case, commandCases, optionCases, optionKeys } from "./cases.ts";
import type { CommandShape, Values } from "./shape.ts";

/** A completion script for zsh, with what each word is for. */
export const zshScript = (shapes: readonly CommandShape[], version: string): string => `#compdef understudy
# Completion of understudy ${version} for zsh. Load it in ~/.zshrc, after compinit:
#   source <(understudy completion zsh)
# or keep it in a folder of your fpath, and start zsh anew:
#   understudy completion zsh > "\${fpath[1]}/_understudy"

compdef _understudy understudy

_understudy() {
  local cur=$words[CURRENT] where="" option="" many="" word at place=0
  local -a known
  for ((at = 2; at < CURRENT; at++)); do
    word=$words[at]
    if [[ $word == -* ]]; then
      option="" many=""
      case "$where|$word" in
${cases([{ patterns: optionKeys(shapes, ({ values }) => values !== undefined), result: "option=$word" }])}
      esac
      case "$where|$word" in
${cases([{ patterns: optionKeys(shapes, ({ isVariadic }) => isVariadic), result: "many=yes" }])}
      esac
      continue
    fi
    if [[ -n $option ]]; then [[ -z $many ]] && option=""; continue; fi
    case "$where|$word" in
${cases(commandCases(shapes).map(({ patterns, result }) => ({ patterns, result: `where=${quoted(result)}` })))}
      (*) place=$((place + 1)) ;;
    esac
  done
  if [[ $cur == --*=* ]]; then
    option=\${cur%%=*}
    compset -P '*='
    cur=""
  fi
  if [[ -n $option && $cur != -* ]]; then
    case "$where|$option" in
${cases(optionCases(shapes, valuesInZsh))}
    esac
    return
  fi
  if [[ $cur == -* ]]; then
    case "$where" in
${cases(
  shapes.map(({ words, options }) => ({
    patterns: [words.join(" ")],
    result: `known=(${options.flatMap(({ names, summary }) => names.map((name) => described(name, summary))).join(" ")})`,
  })),
)}
    esac
    _describe -t options option known
    return
  fi
  case "$where" in
${cases(
  shapes
    .filter(({ commands }) => commands.length > 0)
    .map(({ words, commands }) => ({
      patterns: [words.join(" ")],
      result: `known=(${commands.map(({ name, summary }) => described(name, summary)).join(" ")})`,
    })),
)}
  esac
  if ((\${#known})); then
    _describe -t commands command known
    return
  fi
  case "$where|$place" in
${cases(argumentCases(shapes, valuesInZsh))}
  esac
}

# Where zsh has loaded the file itself, it is this call that completes.
if [[ $funcstack[1] == _understudy ]]; then _understudy "$@"; fi
`;

const valuesInZsh = (values: Values): string | undefined => {
  switch (values.kind) {
    case "choices":
      return `compadd -- ${values.choices.map(quoted).join(" ")}`;
    case "files":
      return "_files";
    case "folders":
      return "_files -/";
    default:
      return undefined;
  }
};

const cases = (all: readonly Case[]): string =>
  all.map(({ patterns, result }) => `      (${patterns.map(pattern).join(" | ")}) ${result} ;;`).join("\n");

/** Quoted but for a `*` at its end, which stands for every place. */
const pattern = (text: string): string => (text.endsWith("|*") ? `${quoted(text.slice(0, -1))}*` : quoted(text));

const described = (name: string, summary: string): string => quoted(`${name.replaceAll(":", "\\:")}:${summary}`);

const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;
