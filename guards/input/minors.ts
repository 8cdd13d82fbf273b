import type { InputGuard } from "../../brain/core/ports.ts";
import { minorsLeftOut } from "../../brain/core/session.ts";
import { allow } from "../../brain/core/turn.ts";
import type { Compile } from "../compile-later.ts";
import { minorsReasons, minors as topic } from "../data/minors.ts";
import { type MinorsFinders, type Signs, signsIn, together } from "../minors-and-desire.ts";
import { minorsFinders } from "../output/minors.ts";
import { type Reading, type ReadText, rawSpan, readText } from "../read-text.ts";
import { inPlainSpelling } from "./chat-spellings.ts";

/** An age that was told counts this long, in messages of the user; desire, far less: it is more often a slip. */
const remembered = { age: 200, desire: 4 } as const;
/** How much of an earlier message is read, in UTF-16 units from its beginning. */
const longestEarlier = 600;

/**
 * Steers a message that brings sexual or romantic talk together with somebody under 18 to `deflect`. The age may have
 * been told before, or be told after. Cannot be switched off.
 */
export const minors = ({
  read = readText,
  compile,
  finders = minorsFinders(compile),
}: {
  readonly read?: ReadText;
  readonly compile?: Compile;
  readonly finders?: MinorsFinders;
} = {}): InputGuard => ({
  name: topic.category,
  check({ text, history }) {
    for (const reading of read(text).flatMap(withPlainSpelling)) {
      const signs = signsIn(reading, finders);
      if (signs === undefined) continue;
      const found = together(signs, false) ?? withHistory(signs);
      if (found === undefined) continue;
      return {
        action: "steer",
        guard: topic.category,
        category: topic.category,
        reason: found.reason,
        pipeline: "deflect",
        span: rawSpan(reading, found.from, found.to),
      };
    }
    return allow;

    function withHistory(signs: Signs): ReturnType<typeof together> {
      const [age] = signs.mine;
      const desires = signs.sexual.length + signs.romance.length > 0;
      if (!desires && age === undefined) return undefined;
      const earlier = history.filter(({ from }) => from === "user").map((message) => message.text);
      const told = (wanted: (earlier: Signs) => boolean) => (message: string) =>
        message === minorsLeftOut ||
        readText(message.slice(0, longestEarlier))
          .flatMap(withPlainSpelling)
          .some((reading) => {
            const found = signsIn(reading, finders);
            return found !== undefined && wanted(found);
          });
      if (desires) return together(signs, earlier.slice(-remembered.age).some(told(({ mine }) => mine.length > 0)));
      const desired = ({ sexual, romance }: Signs) => sexual.length + romance.length > 0;
      return age !== undefined && earlier.slice(-remembered.desire).some(told(desired))
        ? { from: age.from, to: age.to, reason: minorsReasons.romance }
        : undefined;
    }
  },
});

const withPlainSpelling = (reading: Reading): readonly Reading[] => {
  const plain = inPlainSpelling(reading);
  return plain === undefined ? [reading] : [reading, plain];
};
