import { describe, expect, it } from "vitest";
import { InputError } from "../../../brain/core/errors.ts";
import { parseLmSpec } from "../../../brain/lms/parse-spec.ts";

const faultOf = (spec: string, where?: string): string => {
  try {
    parseLmSpec(spec, where);
  } catch (error) {
    expect(error).toBeInstanceOf(InputError);
    return (error as InputError).message; // just checked
  }
  throw new Error(`${spec} was taken`);
};

describe("parseLmSpec", () => {
  it.each([
    ["offline", { provider: "offline" }],
    ["ollama", { provider: "ollama" }],
    ["ollama:qwen3:4b", { provider: "ollama", model: "qwen3:4b" }],
    ["together:meta-llama/Llama-3.3-70B", { provider: "together", model: "meta-llama/Llama-3.3-70B" }],
    ["OpenAI:gpt-4.1-mini", { provider: "openai", model: "gpt-4.1-mini" }],
    [" ollama : llama3.2 ", { provider: "ollama", model: "llama3.2" }],
  ])("reads %s", (spec, expected) => {
    expect(parseLmSpec(spec)).toEqual(expected);
  });

  it.each([
    ["togehter", "did you mean together?"],
    ["olama:x", "did you mean ollama?"],
    ["open-ai", "did you mean openai?"],
    ["anthropic", "OPENAI_BASE_URL"],
    ["", "no model provider named"],
    ["ollama:", 'no model after "ollama:"'],
    ["offline:anything", "offline takes no model"],
  ])("refuses %j and says what to do", (spec, told) => {
    const message = faultOf(spec);
    expect(message).toContain(told);
    expect(message).toContain("expected: offline, ollama[:model]");
    expect(message.startsWith("--lm: ")).toBe(true);
  });

  it("blames where the value came from", () => {
    expect(faultOf("nope", "--embedder")).toMatch(/^--embedder: /);
  });

  it("quotes no more than the beginning of a very long name", () => {
    expect(faultOf("x".repeat(100_000)).length).toBeLessThan(400);
  });
});
