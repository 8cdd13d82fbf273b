import type { PredictionRecord } from "../../brain/core/prediction.ts";

/** Which predictions are wanted: those that all of it holds for. */
export type PredictionFilter = {
  /** A text that the message or the reply holds; capitals make no difference. */
  readonly grep?: string | undefined;
  /** A conversation, or the beginning of its id. */
  readonly session?: string | undefined;
  /** Those that ended in a fault, met one on the way, or whose reply no model could give. */
  readonly errors?: boolean | undefined;
};

export const selectPredictions = ({ grep, session, errors = false }: PredictionFilter) => {
  const wanted = grep === undefined ? undefined : fold(grep);
  return ({ conversation_id: id, input, output, metadata }: PredictionRecord): boolean => {
    if (session !== undefined && !id.startsWith(session)) return false;
    if (errors && !hasTrouble(metadata)) return false;
    if (wanted === undefined) return true;
    return [input.user_text, output.response].some((text) => text !== null && fold(text).includes(wanted));
  };
};

/** Composed, since what is typed and what is kept may be written differently. */
const fold = (text: string): string => text.normalize("NFC").toLowerCase();

const hasTrouble = ({ error, faults, by }: PredictionRecord["metadata"]): boolean =>
  error !== undefined || faults !== undefined || by === "safe" || by === "goodbye";
