import type { DigitGroup, DigitRun } from "./digit-runs.ts";

/**
 * [start, end) of the phone number that a run of digits is or holds. Told by its shape, which is the caller's habit of
 * writing, not by a country's list of prefixes; a doubtful shape needs a word such as "call" or "number" before it.
 */
export const phoneNumberIn = (text: string, run: DigitRun): readonly [number, number] | undefined => {
  const first = run[0];
  const last = run.at(-1);
  if (first === undefined || last === undefined || run.length > mostGroups) return undefined;
  const before = text.slice(Math.max(0, first.start - contextLength), first.start);
  if (otherNumbers.test(before) || amounts.test(text.slice(last.end, last.end + 12))) return undefined;
  if (isPhone(run, before)) return [startOf(text, first), last.end];
  // A house number, a time or an expiry date may stand before or after it.
  for (let from = 0; from < Math.min(3, run.length); from++) {
    for (let to = run.length; to > Math.max(from, run.length - 3); to--) {
      const inner = run.slice(from, to);
      const [head, tail] = [inner[0], inner.at(-1)];
      if (head === undefined || tail === undefined || inner.length === run.length) continue;
      const outer = [from === 0 ? undefined : head.gap, run[to]?.gap];
      if (inner.some(({ gap }, at) => at > 0 && outer.includes(gap))) continue;
      if (isPhone(inner, text.charAt(head.start - 1))) return [startOf(text, head), tail.end];
    }
  }
  return undefined;
};

/** In UTF-16 units. */
const contextLength = 40;
const mostGroups = 18;

const callWords =
  /\b(?:numbers?|phone|mobile|cell|tel|telephone|call|text|txt|sms|ring|whatsapp|reach|dial|digits|numero|telefono|movil|llam\w+|portable|appell?e\w*|nummer|telefon\w*|handy|ruf\w*|telemovel|telefone|celular|liga\w*|cellulare|chiam\w+)\b[^.!?\n]*$/;
/** "The Hermes is number 5123456" has no caller: so few digits in one piece need one. */
const ownWords =
  /\b(?:my|her|his|their|our|mi|su|mon|son|meine?|ihre?|seine?|meu|mio|phone|mobile|cell|tel|telephone|call|text|ring|dial|whatsapp|llam\w+|appell?e\w*|ruf\w*|liga\w*|chiam\w+)\b[^.!?\n]*$/;
const otherNumbers =
  /(?:\b(?:orders?|tickets?|tracking|isbn|serial|invoice|booking|case|reference|ref|account|model|part|version|chapter|pages?|item|code|id|plate|catalogue|lottery|population|card|iban)\b[^.!?\n]{0,18}|[#$€£]\s?|\bv\.?)$/;
const amounts =
  /^[\s,.]?(?:%|€|\$|£|eur|usd|euros?|dollars?|pounds?|people|steps|miles|km|metres|meters|years|times|inhabitants|views|copies|words)/;
const date = /^(?:\d{1,2}[-./]\d{1,2}[-./](?:19|20)\d\d|(?:19|20)\d\d[-./]\d{1,2}[-./]\d{1,2})/;

function isPhone(run: DigitRun, before: string): boolean {
  const digits = run.map((group) => group.digits).join("");
  const count = digits.length;
  if (count < 7 || count > 15) return false;
  const lengths = run.map((group) => group.digits.length);
  const alone = lengths.every((length) => length === 1);
  if (new Set(digits).size < 3 || (alone && isCounting(digits, 0.85)) || (run.length === 1 && isCounting(digits, 1)))
    return false;
  if (run.some(({ spelled }) => spelled) && run.every(({ digits: group, spelled }) => spelled || group.length < 5))
    return count >= 8 && !isSums(run) && new Set(digits).size >= 4 && !isCounting(digits, 0.85);
  if (date.test(written(run))) return false;
  if (/\+\(?$/.test(before)) return count >= 8;
  if (/^00[1-9]/.test(digits) && count >= 11) return true;
  const shape = lengths.join("-");
  if (/^0[1-9]/.test(digits) && count >= 9 && count <= 12 && (alone || run.length <= 6))
    return !(run.length === 2 && lengths[0] === 1 && run[1]?.gap === ".");
  if (/^1?[2-9]/.test(digits) && /^(?:1-)?3-3-4$/.test(shape)) return true;
  if (alone) return count >= 9 && new Set(digits).size >= 4;
  if (/^[6-9]/.test(digits) && shape === "3-2-2-2") return true;
  if (run.length === 1 && (count === 10 || count === 11)) return /^[1-9]/.test(digits) && !digits.endsWith("0000");
  if (/^2-[45]-4$/.test(shape) && before.endsWith("(")) return true;
  if (!(run.length === 1 && count < 9 ? ownWords : callWords).test(before)) return false;
  return !run.every(({ digits: group }) => /^(?:1\d|20)\d\d$/.test(group));
}

/** "one hundred two hundred three hundred": hundreds, with too few digits beside them to be a part of a number. */
const isSums = (run: DigitRun): boolean => {
  const hundreds = run.filter(({ digits, start, end }) => end - start > 6 && /^[1-9]00$/.test(digits)).length;
  return hundreds > 0 && run.length < 3 * hundreds + 2;
};

const written = (run: DigitRun): string => run.map(({ gap, digits }) => gap + digits).join("");

/** The plus and the bracket belong to the number. */
function startOf(text: string, { start }: DigitGroup): number {
  let from = start;
  while (from > start - 2 && /[+(]/.test(text.charAt(from - 1))) from--;
  return from;
}

/** "one two three one two three": at least this share of the digits is one more, or one less, than the digit before. */
function isCounting(digits: string, share: number): boolean {
  let up = 0;
  let down = 0;
  for (let at = 1; at < digits.length; at++) {
    const step = digits.charCodeAt(at) - digits.charCodeAt(at - 1);
    if (step === 1) up++;
    if (step === -1) down++;
  }
  return Math.max(up, down) >= share * (digits.length - 1);
}
