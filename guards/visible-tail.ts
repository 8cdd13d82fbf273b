/**
 * Where the last `units` visible UTF-16 units of a text begin, never inside a pair of surrogates; 0 where it has fewer.
 * Marks and format characters count nothing and white space in a row counts once, so that neither can push a word out
 * of sight; after 8 × `units` units of any kind it is the end anyway, since the work has to stay bounded.
 */
export const visibleTail = (text: string, units: number): number => {
  const lowest = Math.max(0, text.length - 8 * units);
  let visible = 0;
  let at = text.length;
  while (at > lowest && visible < units) {
    at--;
    const unit = text.charCodeAt(at);
    if (unit >= 0xdc00 && unit <= 0xdfff && at > 0 && isHigh(text.charCodeAt(at - 1))) at--;
    const code = text.codePointAt(at) ?? 0;
    if (code > 0x20 && code < 0x7f) visible++;
    else if (isSpace(code)) visible += isSpace(text.charCodeAt(at + 1)) ? 0 : 1;
    else if (!isInvisible(code)) visible += code > 0xffff ? 2 : 1;
  }
  return at;
};

const invisible = /^[\p{M}\p{Cf}\p{Default_Ignorable_Code_Point}]$/u;
/** By UTF-16 unit: 1 what shows nothing, 2 what does; 0 where that was not asked yet. */
const known = new Uint8Array(0x10000);

function isInvisible(code: number): boolean {
  if (code > 0xffff) return invisible.test(String.fromCodePoint(code));
  if (known[code] === 0) known[code] = invisible.test(String.fromCharCode(code)) ? 1 : 2;
  return known[code] === 1;
}

const isHigh = (unit: number): boolean => unit >= 0xd800 && unit <= 0xdbff;
const isSpace = (code: number): boolean => code <= 0x20 || code === 0xa0 || (code >= 0x2000 && code <= 0x200a);
