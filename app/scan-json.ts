/** Keys and indexes from the top of a document down to a value. */
export type JsonPath = readonly (string | number)[];

/** Where a text stops being JSON. `found` never holds words of the file, only its punctuation. */
export type JsonFault = {
  /** In UTF-16 units of the text; its length where the text ends too early. */
  readonly offset: number;
  readonly found: string;
  readonly expected: string;
  /** The text is a good beginning of a document: it was probably cut off. */
  readonly ended: boolean;
};

export type ScanLimits = { readonly depth?: number; readonly values?: number };

/**
 * Walks a JSON text without building anything from it: `JSON.parse` neither tells the place of a fault reliably
 * (Node 20 quotes the text instead) nor where a value stands. Calls `visit` at each value, parents first; `path` is
 * valid only during the call. Uses no stack, so depth cannot overflow it.
 * @returns the first fault, a limit passed included; `undefined` for a good document
 */
export const scanJson = (
  text: string,
  visit?: (path: JsonPath, offset: number) => void,
  { depth = Number.POSITIVE_INFINITY, values = Number.POSITIVE_INFINITY }: ScanLimits = {},
): JsonFault | undefined => {
  const path: (string | number)[] = [];
  let at = 0;
  let seen = 0;

  const fault = (expected: string, offset = at): JsonFault => ({
    offset,
    found: offset >= text.length ? "the end of the file" : describeUnit(text, offset),
    expected,
    ended: offset >= text.length,
  });
  const skipSpace = () => {
    for (;;) {
      const unit = text.charCodeAt(at);
      if (unit !== 0x20 && unit !== 0x0a && unit !== 0x0d && unit !== 0x09) return;
      at++;
    }
  };
  /** Moves `at` behind the string that starts there. */
  const skipString = (): JsonFault | undefined => {
    for (at++; at < text.length; at++) {
      const unit = text.charCodeAt(at);
      if (unit === 0x22) {
        at++;
        return undefined;
      }
      if (unit < 0x20) return fault('the closing " of a text before the end of its line (line breaks are written \\n)');
      if (unit === 0x5c) {
        escapeAt.lastIndex = at;
        if (!escapeAt.test(text)) {
          const rest = text.slice(at);
          return fault(
            'an escape such as \\n, \\" or \\u00e9',
            /^\\(u[0-9a-fA-F]{0,3})?$/.test(rest) ? text.length : at,
          );
        }
        at = escapeAt.lastIndex - 1;
      }
    }
    return fault('the closing " of a text');
  };
  /** Reads `"key":` and makes the key the last step of the path. */
  const readKey = (): JsonFault | undefined => {
    skipSpace();
    if (text[at] !== '"') return fault('a key in "double quotes"');
    const start = at;
    const broken = skipString();
    if (broken !== undefined) return broken;
    // A literal of the text just checked: a JSON string.
    if (visit !== undefined) path[path.length - 1] = JSON.parse(text.slice(start, at)) as string;
    skipSpace();
    if (text[at] !== ":") return fault("a colon after the key");
    at++;
    return undefined;
  };
  /** Enters an object or a list; true where it was empty and is left again. */
  const enter = (close: string, first: string | number): JsonFault | boolean => {
    if (path.length >= depth) return fault(`at most ${depth} levels of { and [`);
    at++;
    skipSpace();
    if (text[at] === close) {
      at++;
      return true;
    }
    path.push(first);
    return first === 0 ? false : (readKey() ?? false);
  };
  /** Reads one value, or enters it. True where it is complete. */
  const readValue = (): JsonFault | boolean => {
    skipSpace();
    if (++seen > values) return fault(`at most ${values} values`);
    visit?.(path, at);
    const unit = text[at];
    if (unit === "{") return enter("}", "");
    if (unit === "[") return enter("]", 0);
    if (unit === '"') return skipString() ?? true;
    scalarAt.lastIndex = at;
    if (scalarAt.test(text)) {
      at = scalarAt.lastIndex;
      return true;
    }
    const isCut = cutScalar.test(text.slice(at, at + 400)) && text.length - at < 400;
    return fault("a value", isCut ? text.length : at);
  };

  for (;;) {
    const complete = readValue();
    if (typeof complete === "object") return complete;
    if (!complete) continue;
    for (;;) {
      skipSpace();
      const last = path.at(-1);
      if (last === undefined) return at === text.length ? undefined : fault("the end of the file");
      const unit = text[at];
      const isList = typeof last === "number";
      if (unit === ",") {
        at++;
        if (isList) path[path.length - 1] = last + 1;
        const broken = isList ? undefined : readKey();
        if (broken !== undefined) return broken;
        break;
      }
      if (unit !== (isList ? "]" : "}")) return fault(isList ? "a comma or ]" : "a comma or }");
      at++;
      path.pop();
    }
  }
};

const escapeAt = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y;
const scalarAt = /(?:true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)(?![\w.+-])/y;
/** What may stand at the end of a text that was cut within a scalar. */
const cutScalar = /^(?:t(?:ru?)?|f(?:a(?:ls?)?)?|n(?:ul?)?|-|-?(?:0|[1-9]\d*)(?:\.|(?:\.\d+)?[eE][+-]?))$/;

const describeUnit = (text: string, offset: number): string => {
  const unit = text[offset] ?? "";
  if (unit === "\n" || unit === "\r") return "a line break";
  if (unit < " ") return "a control character";
  if (/[0-9]/.test(unit)) return "a digit";
  if (/[!-~]/.test(unit) && /[^A-Za-z]/.test(unit)) return unit;
  return /\p{L}/u.test(unit) ? "a letter" : "a character that JSON does not use";
};
