import { allow, type OutputVerdict } from "../../brain/core/turn.ts";
import { type Compile, compileLater } from "../compile-later.ts";
import { type FindPhrases, firstUnvetoed } from "../compile-phrases.ts";
import { afterCrisisPhrases, lightSigns, percentOff } from "../data/after-crisis.ts";
import { type ReadText, rawSpan, readText } from "../read-text.ts";
import type { StreamGuard } from "../stream-guard.ts";
import { inContext } from "./in-context.ts";

const category = "promotion-or-humour";
const reasons: Readonly<Record<string, string>> = {
  laugh: "laughs in a conversation that held a crisis",
  joke: "jokes in a conversation that held a crisis",
  sell: "sells in a conversation that held a crisis",
};

/** Laughter of any length: "hahahaha", "loool", "jajaja", "kkkkk". */
const laughter =
  /^(?:a?(?:h[aeiou]){2,}h?|b[aw]*(?:ha){2,}|lo{2,}l+|lma{2,}o+|(?:ja){2,}j?|k{3,}|(?:ah){2,}a?|(?:rs){2,})$/;

/** Blocks laughter, jokes, winks and selling: for the rest of a conversation that held a crisis. */
export const afterCrisis = ({
  read = readText,
  // Made when it is first needed: most conversations hold no crisis.
  compile = compileLater().compile,
}: {
  readonly read?: ReadText;
  readonly compile?: Compile;
} = {}): StreamGuard => {
  const find = compile(afterCrisisPhrases);
  return {
    name: "after-crisis",
    near: true,
    check: (output) => inContext(output, (text, from) => check(text, from, read, find), read),
  };
};

function check(text: string, from: number, read: ReadText, find: FindPhrases): OutputVerdict {
  for (const [pattern, kind] of [
    [lightSigns, "laugh"],
    [percentOff, "sell"],
  ] as const) {
    const start = text.slice(from).search(pattern);
    if (start !== -1) return blocked(kind, [from + start, Math.min(text.length, from + start + 2)]);
  }
  for (const reading of read(text)) {
    const laugh = reading.tokens.findIndex(
      ({ word, end }) => word.length > 2 && (reading.view.ends[end - 1] ?? 0) > from && laughter.test(word),
    );
    if (laugh !== -1) return blocked("laugh", rawSpan(reading, laugh, laugh + 1));
    const hit = firstUnvetoed(
      find(reading.tokens),
      (match) => match.group !== "veto" && rawSpan(reading, match.from, match.to)[1] > from,
    );
    if (hit !== undefined) return blocked(hit.group, rawSpan(reading, hit.from, hit.to));
  }
  return allow;
}

function blocked(kind: string, span: readonly [number, number]): OutputVerdict {
  return { action: "block", guard: "after-crisis", category, reason: reasons[kind] ?? category, span };
}
