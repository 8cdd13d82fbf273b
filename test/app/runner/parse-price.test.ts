import { describe, expect, it } from "vitest";
import { parsePrice } from "../../../app/runner/parse-price.ts";

describe("a price", () => {
  it.each([
    ["0.88", { prompt: 0.88, completion: 0.88 }],
    ["0.15/0.6", { prompt: 0.15, completion: 0.6 }],
    ["0/0", { prompt: 0, completion: 0 }],
    [" 1 / .5 ", { prompt: 1, completion: 0.5 }],
  ])("%j is one for both, or for each", (text, price) => {
    expect(parsePrice(text)).toEqual(price);
  });

  it.each(["cheap", "1/2/3", "-1/2", "/", "", "0.1/", "1e3/2", "0x10", "Infinity", "1..2"])("%j is none", (text) => {
    expect(() => parsePrice(text)).toThrow(`--price: ${JSON.stringify(text)} is no price`);
  });
});
