import { InputError } from "../../brain/core/errors.ts";
import type { Price } from "../../brain/core/spend.ts";

export type { Price };

/** `0.88/0.88`, or one number for both. @throws {InputError} */
export const parsePrice = (text: string): Price => {
  const parts = text.split("/").map((part) => (/^\s*(\d+\.?\d*|\.\d+)\s*$/.test(part) ? Number(part) : Number.NaN));
  const [prompt = Number.NaN, completion = prompt] = parts;
  if (parts.length <= 2 && Number.isFinite(prompt + completion)) return { prompt, completion };
  throw new InputError({
    what: `${JSON.stringify(text.slice(0, 40))} is no price`,
    where: "--price",
    expected: "PROMPT/COMPLETION in US dollars a million tokens, such as 0.88/0.88",
  });
};
