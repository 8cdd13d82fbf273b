import type { InputGuard } from "../../brain/core/ports.ts";
import { allow, type Span } from "../../brain/core/turn.ts";
import { type ClassifierFile, classifierFile, openClassifier } from "../../brain/text/classifier.ts";
import type { View } from "../../brain/text/normalise.ts";
import type { Compile } from "../compile-later.ts";
import { crisisPhrases } from "../data/crisis.ts";
import { type Reading, type ReadText, readText } from "../read-text.ts";
import { findSigns, type Signs } from "./find-phrases.ts";
import { weighParts } from "./weigh-parts.ts";

/** The trained weights, 2^16 slots. */
export const crisisFile: ClassifierFile = classifierFile({
  kind: "UCRI",
  path: "training_data/models/crisis.bin",
  script: "scripts/train-crisis.ts",
  bits: 16,
});

/** Log-odds from which on a message is taken for a crisis, chosen on the dev lines and held-out dialogue (see the card). */
export const crisisThreshold = -0.75;
/** The same where a phrase says that the words mean something else ("dying laughing") and none says that they do not. */
const vetoedThreshold = 1;
/** The same from which on the conversation is marked, where no phrase speaks: most ordinary messages that are taken for a crisis lie below. */
const beyondDoubt = 1;
const partDiscount = 1;

export type CrisisOptions = {
  readonly read?: ReadText;
  /** The bytes of `crisisFile`; without them the phrases alone decide. */
  readonly weights?: Uint8Array;
  readonly compile?: Compile;
};

/** What the phrases say of a message: beside the text, what the classifier learns from. */
export const crisisSigns = (compile?: Compile): ((readings: readonly Reading[]) => Signs) =>
  findSigns(crisisPhrases, "crisis", compile);

const runTogether =
  /(?:kill|hurt|hang|cut|harm|killing|hurting|cutting|harming|unalive)m[iy]se[l1]f|suicid|(?:want|wanna|going|gonna|ready)(?:to)?die|end(?:ing)?my(?:own)?life|enditall|betteroffdead/;

/** Letters one by one without a sign of where words end: "w a n t t o d i e". */
function runTogetherIn(readings: readonly Reading[]): Span | undefined {
  for (const { view, tokens } of readings.slice(1)) {
    const found = tokens.find(({ start, end, word }) => {
      // A word that was written as one is read as such: "suicidal" is the classifier's matter.
      const spread = (view.ends[end - 1] ?? 0) - (view.starts[start] ?? 0);
      return word.length >= 7 && spread >= 2 * word.length - 1 && runTogether.test(word);
    });
    if (found !== undefined) return [view.starts[found.start] ?? 0, view.ends[found.end - 1] ?? 0];
  }
  return undefined;
}

/** The same signs with the hit where it stands in a view of the text. */
const inView = (signs: Signs, { starts }: View): Signs => {
  if (signs.hit === undefined) return signs;
  const [from, to] = signs.hit.span;
  const at = (raw: number): number => {
    const found = starts.findIndex((start) => start >= raw);
    return found === -1 ? starts.length : found;
  };
  return { ...signs, hit: { ...signs.hit, span: [at(from), at(to)] } };
};

/** Steers a message that tells of self-harm, suicide, abuse or danger to `care`. Cannot be switched off. */
export const crisis = ({ read = readText, weights, compile }: CrisisOptions = {}): InputGuard => {
  const signsOf = crisisSigns(compile);
  const model = weights === undefined ? undefined : openClassifier(crisisFile, weights);
  // The reason is logged: it must not repeat what the user wrote.
  const steer = {
    action: "steer",
    guard: "crisis",
    category: "crisis",
    reason: "may tell of danger to oneself or others",
    pipeline: "care",
  } as const;
  return {
    name: "crisis",
    check({ text }) {
      const readings = read(text);
      const signs = signsOf(readings);
      if (model === undefined || signs.certain)
        return signs.hit === undefined ? allow : { ...steer, span: signs.hit.span };
      const together = runTogetherIn(readings);
      if (together !== undefined) return { ...steer, span: together };
      const least = signs.vetoed ? vetoedThreshold : crisisThreshold;
      const asWritten = weighParts(model, text, signs, partDiscount);
      const doubt = (margin: number) => signs.hit === undefined && margin < beyondDoubt && { doubtful: true };
      if (asWritten.margin >= least)
        return { ...steer, ...doubt(asWritten.margin), span: signs.hit?.span ?? asWritten.span };
      // "i w4nt 2 d1e", "s u i c i d e": the model knows words, not their disguises.
      for (const { view } of readings.slice(1)) {
        const { margin, span } = weighParts(model, view.text, inView(signs, view), partDiscount);
        if (margin < least) continue;
        return {
          ...steer,
          ...doubt(margin),
          span: signs.hit?.span ?? [view.starts[span[0]] ?? 0, view.ends[span[1] - 1] ?? text.length],
        };
      }
      return allow;
    },
  };
};
