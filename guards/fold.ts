import { foldedView } from "../brain/text/normalise.ts";

/** A term as the folded view of a text would show it, so that terms and texts meet in one alphabet. */
export const fold = (term: string): string => foldedView(term).text;
