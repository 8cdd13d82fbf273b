import type { OutputGuard } from "../brain/core/ports.ts";

/** An output guard that can tell the gate where the end of a text may be the beginning of something forbidden. */
export type StreamGuard = OutputGuard & {
  /** Index in `text` from which on nothing may be shown yet; `text.length` where its end is harmless. */
  openFrom?(text: string): number;
  /** It looks at no more of what was shown than `inContext` gives it, and asks nobody else. */
  readonly near?: boolean;
};
