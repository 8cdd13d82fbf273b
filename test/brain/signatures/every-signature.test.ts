import { readdirSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { ChatPart, ChatRequest } from "../../../brain/core/ports.ts";
import { contextFields, type Fields } from "../../../brain/core/signature.ts";
import { streamPrediction } from "../../../brain/modules/predict.ts";
import { defineSignature, type Signature } from "../../../brain/signatures/define-signature.ts";

const folder = new URL("../../../brain/signatures/", import.meta.url);
const files = readdirSync(folder).filter((name) => name !== "define-signature.ts");

const context = {
  localTime: "Thursday 2026-12-24 23:40 Europe/Lisbon",
  partOfDay: "night",
  conversationLength: "12 minutes, 5 messages",
  sinceLastMessage: "3 weeks",
} as const;

/** The prompt as it would go out, for inputs of any signature. */
const rendered = async (signature: Signature): Promise<ChatRequest> => {
  const requests: ChatRequest[] = [];
  const lm = {
    identity: { provider: "test", model: "mute" },
    canJudge: true,
    async *chat(request: ChatRequest): AsyncGenerator<ChatPart> {
      requests.push(request);
      yield { type: "usage", promptTokens: 0, completionTokens: 0 };
    },
  };
  const inputs = Object.fromEntries(Object.keys(signature.inputs).map((name) => [name, `the ${name} field`]));
  const parts = streamPrediction<Fields, Fields>(signature, lm, { ...inputs, ...context } as never, {
    temperature: 0,
    maxTokens: 1,
  });
  await parts.next().catch(() => {}); // the answer is empty, but the prompt was made
  const [request] = requests;
  if (request === undefined) throw new Error(`${signature.name} made no request`);
  return request;
};

describe("every signature in brain/signatures", () => {
  it("is found by this test", () => {
    expect(files.length).toBeGreaterThanOrEqual(2);
  });

  for (const file of files) {
    it(`${file} puts time and duration into the prompt`, async () => {
      const module: Record<string, Signature> = await import(new URL(file, folder).href);
      const signatures = Object.values(module);
      expect(signatures.length).toBeGreaterThan(0);
      for (const signature of signatures) {
        const { message } = await rendered(signature);
        expect(message).toContain(`Local Time: ${context.localTime}`);
        expect(message).toContain(`Part Of Day: ${context.partOfDay}`);
        expect(message).toContain(`Conversation Length: ${context.conversationLength}`);
        expect(message).toContain(`Since Last Message: ${context.sinceLastMessage}`);
      }
    });

    it(`${file} ends the prompt with the user's message`, async () => {
      const module: Record<string, Signature> = await import(new URL(file, folder).href);
      for (const signature of Object.values(module)) {
        const { message } = await rendered(signature);
        expect(message.endsWith("Message: the message field")).toBe(true);
      }
    });
  }
});

describe("defineSignature", () => {
  it("adds the context fields to a signature that names none", () => {
    const made = defineSignature({
      name: "bare",
      instructions: "Echo it.",
      inputs: {},
      outputs: { echo: { kind: "text", description: "the same" } },
    });
    expect(Object.keys(made.inputs)).toEqual(Object.keys(contextFields));
    expect(made.ax.getInputFields().map(({ name }) => name)).toEqual(Object.keys(contextFields));
  });

  it("lets no signature replace one", () => {
    const sly = { localTime: { kind: "text", description: "whenever" } } as const;
    const made = defineSignature({
      name: "sly",
      instructions: "Echo it.",
      inputs: sly as never,
      outputs: { echo: { kind: "text", description: "the same" } },
    });
    expect((made as Signature).inputs.localTime).toBe(contextFields.localTime);
  });
});
