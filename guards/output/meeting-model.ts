import { classifierFile } from "../../brain/text/classifier.ts";

/** The model that says whether a sentence proposes, arranges or accepts a meeting. */
export const meetingFile = classifierFile({
  kind: "UMEE",
  path: "training_data/models/meetings.bin",
  script: "scripts/train-meetings.ts",
  bits: 16,
});

/**
 * Log-odds from which the model's word counts, chosen on held-out parts of its training data: see the card. `sure`: a
 * meeting. `vetoed`: one, though the phrases that speak of it are outweighed. `asked`: one, where the user has just asked
 * for it, which `request` says of the user's message.
 */
export const meetingThresholds = { sure: -0.2, vetoed: 1, asked: -0.5, request: 1 } as const;
