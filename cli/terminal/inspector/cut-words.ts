import type { TurnEventOf } from "../../../brain/core/turn.ts";

type Cut = Pick<TurnEventOf<"reply">, "code">;

/** Why a reply ended before its end, where no guard did it. */
export const cutInWords = ({ code }: Cut): string => {
  if (code === "cut") return "the reply came to its longest (max_tokens)";
  return code === "refused" ? "the model declined in its own words" : "the connection broke";
};

/** The same as a remark below the reply. */
export const cutNotice = (cut: Cut): string => `! ${cutInWords(cut)}; what was said stays`;
