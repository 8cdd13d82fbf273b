import { isMap, isNode, isPair, LineCounter, parseDocument } from "yaml";
import { InputError } from "../brain/core/errors.ts";
import type { JsonPath } from "./scan-json.ts";

/** Deep enough for any file of ours. Some 1,000 levels make the yaml package end the whole process, past any catch. */
const maxDepth = 64;

export type YamlDocument = {
  readonly value: unknown;
  /** 1-based place of a value; that of the nearest parent where a value is missing. */
  placeOf(path: JsonPath): { readonly line: number; readonly column: number };
};

/**
 * The value of a YAML text of one document, and where its parts stand.
 * @param where the file, as errors name it
 * @throws {InputError} with line and column
 */
export const parseYaml = (text: string, where: string): YamlDocument => {
  const tooDeep = deepLine(text);
  if (tooDeep !== undefined)
    throw new InputError({ what: `is nested more than ${maxDepth} levels deep (line ${tooDeep})`, where });
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, logLevel: "error" });
  const fault = document.errors[0] ?? document.warnings[0];
  if (fault !== undefined) {
    const { line, col } = lines.linePos(fault.pos[0]);
    throw new InputError({
      what: `is not valid YAML at line ${line}, column ${col}: ${fault.message.split("\n")[0]}`,
      where,
      fix: 'check indentation and quotes there; text with a colon, # or quotes in it goes in "double quotes"',
    });
  }
  let value: unknown;
  try {
    // yaml's guard against aliases that unfold into more than 100 times what is written.
    value = document.toJS({ maxAliasCount: 100 });
  } catch (cause) {
    throw new InputError(
      { what: "an alias (*name) unfolds without bounds, or has no anchor (&name) before it", where },
      { cause },
    );
  }
  return {
    value,
    placeOf(path) {
      for (let length = path.length; length >= 0; length--) {
        const keys = path.slice(0, length);
        const parent = length > 0 ? document.getIn(keys.slice(0, -1), true) : undefined;
        const key = keys.at(-1);
        const pair = isMap(parent)
          ? parent.items.find((item) => isPair(item) && isNode(item.key) && String(item.key) === String(key))
          : undefined;
        const node = length === 0 ? document.contents : (document.getIn(keys, true) ?? pair?.key);
        if (!isNode(node) || !node.range) continue;
        const { line, col } = lines.linePos(node.range[0]);
        return { line, column: col };
      }
      return { line: 1, column: 1 };
    },
  };
};

/** The first line on which brackets, dashes or indentation nest too deep. Brackets in text count, too: only 64 unclosed ones would mislead it. */
const deepLine = (text: string): number | undefined => {
  let open = 0;
  for (const [row, line] of text.split("\n").entries()) {
    const start = /^[\s?:-]*/.exec(line)?.[0] ?? "";
    const isDeep = start.replace(/\s/g, "").length > maxDepth && /[^-]/.test(line.trim());
    if (isDeep || (start.length > 4 * maxDepth && line.trim() !== "")) return row + 1;
    for (const unit of line) {
      if (unit === "[" || unit === "{") open++;
      else if ((unit === "]" || unit === "}") && open > 0) open--;
      if (open > maxDepth) return row + 1;
    }
  }
  return undefined;
};
