import type { InputGuard } from "../../brain/core/ports.ts";
import { allow, type Span } from "../../brain/core/turn.ts";
import { type ClassifierFile, classifierFile, openClassifier } from "../../brain/text/classifier.ts";
import type { Compile } from "../compile-later.ts";
import { identityPhrases } from "../data/identity.ts";
import { type Reading, type ReadText, readText } from "../read-text.ts";
import { findSigns, type Signs } from "./find-phrases.ts";
import { weighParts } from "./weigh-parts.ts";

/** The trained weights, 2^16 slots. */
export const identityFile: ClassifierFile = classifierFile({
  kind: "UIDE",
  path: "training_data/models/identity.bin",
  script: "scripts/train-identity.ts",
  bits: 16,
});

/** Log-odds from which on a message is taken for a question whether a machine answers (see the card). */
const threshold = 0;
/** The same where a phrase says that the words mean something else ("are you a cat person") and none says otherwise. */
const vetoedThreshold = 2;
const partDiscount = 1;

export type IdentityOptions = {
  readonly read?: ReadText;
  /** The bytes of `identityFile`; without them the phrases alone decide. */
  readonly weights?: Uint8Array;
  readonly compile?: Compile;
};

/** What the phrases say of a message: beside the text, what the classifier learns from. */
export const identitySigns = (compile?: Compile): ((readings: readonly Reading[]) => Signs) =>
  findSigns(identityPhrases, "ask", compile);

/** Where a message asks whether a machine is answering; `undefined` where it does not. */
export const findQuestion = ({
  read = readText,
  weights,
  compile,
}: IdentityOptions = {}): ((text: string) => Span | undefined) => {
  const signsOf = identitySigns(compile);
  const model = weights === undefined ? undefined : openClassifier(identityFile, weights);
  return (text) => {
    const signs = signsOf(read(text));
    if (model === undefined) return signs.hit?.span;
    const { margin, span } = weighParts(model, text, signs, partDiscount);
    return margin < (signs.vetoed ? vetoedThreshold : threshold) ? undefined : (signs.hit?.span ?? span);
  };
};

/** Steers a sincere question whether a machine is answering to `disclose`. */
export const identity = (options: IdentityOptions = {}): InputGuard => {
  const find = findQuestion(options);
  return {
    name: "identity",
    check({ text }) {
      const span = find(text);
      if (span === undefined) return allow;
      const reason = "asks whether a machine is answering";
      return { action: "steer", guard: "identity", category: "identity", reason, pipeline: "disclose", span };
    },
  };
};
