import type { InputGuard } from "../../brain/core/ports.ts";
import { allow } from "../../brain/core/turn.ts";
import { crisisPhrases } from "../data/crisis.ts";
import { type ReadText, readText } from "../read-text.ts";
import { findUnvetoed } from "./find-phrases.ts";

/** Steers a message that tells of self-harm, suicide, abuse or danger to `care`. Cannot be switched off. */
export const crisis = ({ read = readText }: { readonly read?: ReadText } = {}): InputGuard => {
  const find = findUnvetoed(crisisPhrases, "crisis");
  return {
    name: "crisis",
    check({ text }) {
      const found = find(read(text));
      if (found === undefined) return allow;
      // The reason is logged: it must not repeat what the user wrote.
      const reason = "may tell of danger to oneself or others";
      return { action: "steer", guard: "crisis", category: "crisis", reason, pipeline: "care", span: found.span };
    },
  };
};
