import { argumentCases, type Case, commandCases, optionCases, optionKeys } from "./cases.ts";
import type { CommandShape, Values } from "./shape.ts";

/** A completion script for bash, 3.2 and later. */
export const bashScript = (
  shapes: readonly CommandShape[],
  version: string,
): string => `# Completion of understudy ${version} for bash. Load it in ~/.bashrc:
#   source <(understudy completion bash)
# or, where bash-completion is installed, keep it:
#   understudy completion bash > ~/.local/share/bash-completion/completions/understudy

_understudy_files() {
  local found rest=$2 path=""
  # The word is as it was typed, with its backslashes or an open quote: files are looked for by what that means.
  case $rest in
    [\\"\\']*) path=\${rest:1} ;;
    *)
      while [[ $rest == *\\\\?* ]]; do
        path+=\${rest%%\\\\*}
        rest=\${rest#*\\\\}
        path+=\${rest:0:1}
        rest=\${rest:1}
      done
      path+=$rest
      ;;
  esac
  while IFS= read -r found; do COMPREPLY+=("$found"); done < <(compgen "$1" -- "$path")
  # Unknown to bash 3.2.
  compopt -o filenames 2> /dev/null
}

_understudy() {
  local cur=\${COMP_WORDS[COMP_CWORD]} words="" option="" many="" word choices at place=0
  COMPREPLY=()
  # bash takes --flag=value and provider:model apart.
  [[ $cur == "=" || $cur == ":" ]] && cur=""
  for ((at = 1; at < COMP_CWORD; at++)); do
    word=\${COMP_WORDS[at]}
    [[ $word == "=" ]] && continue
    if [[ $word == ":" ]]; then at=$((at + 1)); continue; fi
    if [[ $word == -* ]]; then
      option="" many=""
      case "$words|$word" in
${oneCase(
  optionKeys(shapes, ({ values }) => values !== undefined),
  "option=$word",
)}
      esac
      case "$words|$word" in
${oneCase(
  optionKeys(shapes, ({ isVariadic }) => isVariadic),
  "many=yes",
)}
      esac
      continue
    fi
    if [[ -n $option ]]; then [[ -z $many ]] && option=""; continue; fi
    case "$words|$word" in
${cases(commandCases(shapes), (result) => `words=${quoted(result)}`)}
      *) place=$((place + 1)) ;;
    esac
  done
  # A model's name after its provider is nobody's to know.
  [[ \${COMP_WORDS[COMP_CWORD]} == ":" || \${COMP_WORDS[COMP_CWORD - 1]} == ":" ]] && return
  if [[ -n $option && $cur != -* ]]; then
    case "$words|$option" in
${cases(optionCases(shapes, valuesInBash), (result) => result)}
    esac
    return
  fi
  if [[ $cur == -* ]]; then
    case "$words" in
${cases(
  shapes.map(({ words, options }) => ({
    patterns: [words.join(" ")],
    result: options.flatMap(({ names }) => names).join(" "),
  })),
  (result) => `choices=${quoted(result)}`,
)}
    esac
    COMPREPLY=($(compgen -W "$choices" -- "$cur"))
    return
  fi
  case "$words" in
${cases(
  shapes
    .filter(({ commands }) => commands.length > 0)
    .map(({ words, commands }) => ({
      patterns: [words.join(" ")],
      result: commands.map(({ name }) => name).join(" "),
    })),
  (result) => `COMPREPLY=($(compgen -W ${quoted(result)} -- "$cur"))`,
)}
  esac
  [[ \${#COMPREPLY[@]} -gt 0 ]] && return
  case "$words|$place" in
${cases(argumentCases(shapes, valuesInBash), (result) => result)}
  esac
}

complete -F _understudy understudy
`;

const valuesInBash = (values: Values): string | undefined => {
  switch (values.kind) {
    case "choices":
      return `COMPREPLY=($(compgen -W ${quoted(values.choices.join(" "))} -- "$cur"))`;
    case "files":
      return '_understudy_files -f "$cur"';
    case "folders":
      return '_understudy_files -d "$cur"';
    default:
      return undefined;
  }
};

const cases = (all: readonly Case[], write: (result: string) => string): string =>
  all.map(({ patterns, result }) => `      ${patterns.map(pattern).join(" | ")}) ${write(result)} ;;`).join("\n");

const oneCase = (patterns: readonly string[], result: string): string => cases([{ patterns, result }], () => result);

/** Quoted but for a `*` at its end, which stands for every place. */
const pattern = (text: string): string => (text.endsWith("|*") ? `${quoted(text.slice(0, -1))}*` : quoted(text));

const quoted = (text: string): string => `"${text.replace(/[\\"$`]/g, "\\$&")}"`;
