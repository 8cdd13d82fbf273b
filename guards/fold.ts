import { foldedView } from "../brain/text/normalise.ts";

/** A term as the folded view of a text would show it, so that terms and texts meet in one alphabet. */
export const fold = (term: string): string => (isFolded.test(term) ? term : foldedView(term).text);

/** Most terms are written so already; there are thousands, at every start. */
const isFolded = /^[a-z0-9' ]*$/;
