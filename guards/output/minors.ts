import type { OutputCheck } from "../../brain/core/ports.ts";
import { minorsLeftOut } from "../../brain/core/session.ts";
import { allow, type OutputVerdict } from "../../brain/core/turn.ts";
import { type Compile, compileLater } from "../compile-later.ts";
import { explicitContent } from "../data/explicit-content.ts";
import { minors as topic } from "../data/minors.ts";
import { type MinorsFinders, signsIn, together } from "../minors-and-desire.ts";
import { type Reading, type ReadText, rawSpan, readText } from "../read-text.ts";
import type { StreamGuard } from "../stream-guard.ts";
import { inContext } from "./in-context.ts";

/** How much of the user's message is read for their age, in UTF-16 units from its end. */
const longestMessage = 600;

/** Blocks replies that are sexual or romantic where somebody is under 18. Cannot be switched off. */
export const minors = ({
  read = readText,
  finders = minorsFinders(),
}: {
  readonly read?: ReadText;
  readonly finders?: MinorsFinders;
} = {}): StreamGuard => ({
  name: topic.category,
  near: true,
  check(output) {
    // Of what is brought together, one at least stands in the new text; of most texts, none does.
    const concerned = inContext(
      output,
      (text, from) => (read(text).some((reading) => hasSign(reading, finders, from)) ? mayConcern : allow),
      read,
    );
    if (concerned.action === "allow") return allow;
    return inContext(output, (text, from): OutputVerdict => {
      for (const reading of read(text)) {
        const signs = signsIn(reading, finders);
        if (signs === undefined) continue;
        const desires = signs.sexual.length + signs.romance.length > 0;
        const known = desires && userIsMinor(output, finders);
        const found = together(signs, known, (first, last) => rawSpan(reading, first, last)[1] > from);
        if (found === undefined) continue;
        const span = rawSpan(reading, found.from, found.to);
        return { action: "block", guard: topic.category, category: topic.category, reason: found.reason, span };
      }
      return allow;
    });
  },
});

const mayConcern: OutputVerdict = { action: "block", guard: topic.category, category: topic.category, reason: "" };

const hasSign = (reading: Reading, { minors: own, explicit }: MinorsFinders, from: number): boolean =>
  [own, explicit].some((find) =>
    find(reading).some((match) => match.group !== "veto" && rawSpan(reading, match.from, match.to)[1] > from),
  );

/** Finders of the books alone, for a guard that stands by itself. */
export const minorsFinders = (compile: Compile = compileLater().compile): MinorsFinders => {
  const own = compile(topic.book);
  const explicit = compile(explicitContent.book);
  return { minors: ({ tokens }) => own(tokens), explicit: ({ tokens }) => explicit(tokens) };
};

/** Whether the user has told an age under 18 in this conversation: a turn ago, or long before. */
const userIsMinor = ({ previousUserMessage, earlierUserMessages = [] }: OutputCheck, finders: MinorsFinders): boolean =>
  [previousUserMessage, ...earlierUserMessages].some((message) => tellsAge(message, finders));

const tellsAge = (message: string | undefined, finders: MinorsFinders): boolean =>
  message !== undefined &&
  (message === minorsLeftOut ||
    readText(message.slice(-longestMessage)).some((reading) => (signsIn(reading, finders)?.mine.length ?? 0) > 0));
