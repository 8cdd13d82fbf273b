/**
 * The words of a command line as a shell would part them: at spaces, but not within quotes or behind a backslash.
 * Nothing else that shells do happens: no variables, no patterns, no pipes.
 */
export const splitCommand = (line: string): readonly string[] => {
  const words: string[] = [];
  for (const [word] of line.matchAll(/(?:"(?:\\.|[^"\\])*"|'[^']*'|\\.|[^\s"'\\]|["'\\])+/gs))
    words.push(unquote(word));
  return words;
};

const unquote = (word: string): string =>
  word.replace(/"((?:\\.|[^"\\])*)"|'([^']*)'|\\(.)/gs, (_, double?: string, single?: string, escaped?: string) =>
    double === undefined ? (single ?? escaped ?? "") : double.replace(/\\(["\\$`])/g, "$1"),
  );
