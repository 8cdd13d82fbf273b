import type { InputGuard } from "../../brain/core/ports.ts";
import { allow } from "../../brain/core/turn.ts";
import { identityPhrases } from "../data/identity.ts";
import { type ReadText, readText } from "../read-text.ts";
import { findUnvetoed } from "./find-phrases.ts";

/** Steers a sincere question whether a machine is answering to `disclose`. */
export const identity = ({ read = readText }: { readonly read?: ReadText } = {}): InputGuard => {
  const find = findUnvetoed(identityPhrases, "ask");
  return {
    name: "identity",
    check({ text }) {
      const found = find(read(text));
      if (found === undefined) return allow;
      const reason = "asks whether a machine is answering";
      return {
        action: "steer",
        guard: "identity",
        category: "identity",
        reason,
        pipeline: "disclose",
        span: found.span,
      };
    },
  };
};
