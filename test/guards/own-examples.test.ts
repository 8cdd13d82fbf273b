import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { personaSchema } from "../../brain/core/persona.ts";
import { checkReply } from "../../guards/check-reply.ts";
import { outputGuards } from "../../guards/index.ts";
import { guardMeans } from "../fixtures/guard-means.ts";

type Example = {
  readonly chat_history: { readonly messages: readonly { readonly from_creator: boolean; readonly content: string }[] };
  readonly output: string;
};

const read = (path: string): string => readFileSync(new URL(`../../training_data/${path}`, import.meta.url), "utf8");

describe.each([
  ["persona.yaml", "conversations.json"],
  ["personas/roz/persona.yaml", "personas/roz/conversations.json"],
])("the replies that %s was learned from", (personaPath, examplesPath) => {
  const persona = personaSchema.parse(parse(read(personaPath)));
  // A cast: the project's own file, whose shape the tests of training_data hold to.
  const examples = JSON.parse(read(examplesPath)) as readonly Example[];

  it("pass the guards of their persona, each after the message that it answers", async () => {
    const guards = outputGuards(persona, guardMeans);
    const blocked: string[] = [];
    for (const { chat_history, output } of examples) {
      const previousUserMessage = chat_history.messages.findLast(({ from_creator }) => !from_creator)?.content;
      const { verdict } = await checkReply(guards, {
        text: output,
        shown: "",
        ...(previousUserMessage !== undefined && { previousUserMessage }),
      });
      if (verdict.action === "block") blocked.push(`${verdict.reason}: ${output}`);
    }
    expect(guards.length).toBe(12);
    expect(examples.length).toBeGreaterThan(100);
    expect(blocked).toEqual([]);
  });
});
