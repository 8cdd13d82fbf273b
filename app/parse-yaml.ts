import { isMap, isNode, isPair, LineCounter, parseDocument, type YAMLError, type YAMLWarning } from "yaml";
import { InputError } from "../brain/core/errors.ts";
import { aliasFault } from "./alias-fault.ts";
import type { JsonPath } from "./scan-json.ts";

/** Deep enough for any file of ours. Some 1,000 levels make the yaml package end the whole process, past any catch. */
const maxDepth = 64;

export type YamlDocument = {
  readonly value: unknown;
  /** 1-based place of a value; that of the nearest parent where a value is missing. */
  placeOf(path: JsonPath): Place;
  /** 1-based place of the key itself, its quotes among it; where the key is missing that of the nearest parent's value. */
  placeOfKey(path: JsonPath): Place;
};

export type Place = { readonly line: number; readonly column: number };

/**
 * The value of a YAML text of one document, and where its parts stand. `<<: *name` takes over the keys of another object.
 * @param where the file, as errors name it
 * @throws {InputError} with line and column; nothing of the text is in it, which may hold a key
 */
export const parseYaml = (text: string, where: string): YamlDocument => {
  const tooDeep = deepLine(text);
  if (tooDeep !== undefined)
    throw new InputError({ what: `is nested more than ${maxDepth} levels deep (line ${tooDeep})`, where });
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, logLevel: "error", merge: true });
  const invalid = (at: number, what: string, fix: string) => {
    const { line, col } = lines.linePos(at);
    return new InputError({ what: `is not valid YAML at line ${line}, column ${col}: ${what}`, where, fix });
  };
  const fault = document.errors[0] ?? document.warnings[0];
  if (fault !== undefined) throw invalid(fault.pos[0], wordsFor(fault), fixFor(fault));
  const alias = aliasFault(document);
  if (alias !== undefined) throw invalid(alias.at, alias.what, alias.fix);
  // Its own bound counts aliases, not what they unfold into, and no merge keys.
  const value: unknown = document.toJS({ maxAliasCount: -1 });
  const keyAt = (path: JsonPath): unknown => {
    const parent = path.length > 0 ? document.getIn(path.slice(0, -1), true) : undefined;
    const key = String(path.at(-1));
    if (!isMap(parent)) return undefined;
    return parent.items.find((item) => isPair(item) && isNode(item.key) && String(item.key) === key)?.key;
  };
  const placeOfNode = (node: unknown): Place | undefined => {
    if (!isNode(node) || !node.range) return undefined;
    const { line, col } = lines.linePos(node.range[0]);
    return { line, column: col };
  };
  const placeOf = (path: JsonPath): Place => {
    for (let length = path.length; length >= 0; length--) {
      const keys = path.slice(0, length);
      const node = length === 0 ? document.contents : (document.getIn(keys, true) ?? keyAt(keys));
      const place = placeOfNode(node);
      if (place !== undefined) return place;
    }
    return { line: 1, column: 1 };
  };
  return { value, placeOf, placeOfKey: (path) => placeOfNode(keyAt(path)) ?? placeOf(path) };
};

type YamlFault = YAMLError | YAMLWarning;

/** The package's words without what they quote of the text; our own where they would say nothing then. */
const wordsFor = ({ code, message }: YamlFault): string => ownWords[code] ?? message.split(/: |\n/)[0] ?? "";

const ownWords: Readonly<Partial<Record<YamlFault["code"], string>>> = {
  MULTIPLE_DOCS: "a second document begins here (--- or ...), and the file is to hold one",
  DUPLICATE_KEY: "a key that this object already has stands here again",
  BAD_DIRECTIVE: "a line that begins with % is a directive, and this one is not known",
  BAD_DQ_ESCAPE: 'within "double quotes" a backslash begins an escape sequence, and this one is not known',
  TAG_RESOLVE_FAILED: "a value that begins with ! is a tag, and this one is not known or does not fit its value",
};

const fixFor = ({ code }: YamlFault): string => {
  if (code === "MULTIPLE_DOCS") return "keep one document, and write what both say into it";
  if (code === "DUPLICATE_KEY") return "keep one of the two";
  const quotes = 'text with a colon, # or quotes in it goes in "double quotes"';
  return code === "MISSING_CHAR"
    ? `check quotes and brackets there, and that a space stands behind each colon; ${quotes}`
    : `check indentation and quotes there; ${quotes}`;
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
