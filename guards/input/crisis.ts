import type { InputGuard } from "../../brain/core/ports.ts";
import { allow } from "../../brain/core/turn.ts";
import { type ClassifierFile, classifierFile, openClassifier } from "../../brain/text/classifier.ts";
import { crisisPhrases } from "../data/crisis.ts";
import { type Reading, type ReadText, readText } from "../read-text.ts";
import { findSigns, type Signs } from "./find-phrases.ts";
import { weighParts } from "./weigh-parts.ts";

/** The trained weights, 2^15 slots. */
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
const partDiscount = 1;

export type CrisisOptions = {
  readonly read?: ReadText;
  /** The bytes of `crisisFile`; without them the phrases alone decide. */
  readonly weights?: Uint8Array;
};

/** What the phrases say of a message: beside the text, what the classifier learns from. */
export const crisisSigns = (): ((readings: readonly Reading[]) => Signs) => findSigns(crisisPhrases, "crisis");

/** Steers a message that tells of self-harm, suicide, abuse or danger to `care`. Cannot be switched off. */
export const crisis = ({ read = readText, weights }: CrisisOptions = {}): InputGuard => {
  const signsOf = crisisSigns();
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
      const signs = signsOf(read(text));
      if (model === undefined) return signs.hit === undefined ? allow : { ...steer, span: signs.hit.span };
      const { margin, span } = weighParts(model, text, signs, partDiscount);
      if (margin < (signs.vetoed ? vetoedThreshold : crisisThreshold)) return allow;
      return { ...steer, span: signs.hit?.span ?? span };
    },
  };
};
