import { describe, expect, it } from "vitest";
import { personaSchema } from "../../../brain/core/persona.ts";
import { checkReply } from "../../../guards/check-reply.ts";
import { outputGuards } from "../../../guards/index.ts";
import { guardMeans } from "../../fixtures/guard-means.ts";

const least = { name: "Bruno", bio: "Coaches runners.", voice: ["Brisk."], time_zone: "Europe/Rome" };

describe("a persona that says only who it is", () => {
  const persona = personaSchema.parse(least);

  it("has everything that a turn needs", () => {
    expect(Object.keys(persona.pipelines)).toEqual(
      expect.arrayContaining(["celebrate", "engage", "comfort", "de-escalate", "care", "deflect", "disclose"]),
    );
    expect(persona.care.resources.default).toHaveLength(3);
    expect(persona.model.demos).toBe(5);
  });

  it("answers who asks for a machine honestly, and says nothing that its own guards would block", async () => {
    const { disclose } = persona.pipelines;
    expect(disclose.replies.length).toBeGreaterThanOrEqual(4);
    for (const reply of disclose.replies) expect(reply).toMatch(/\bAI\b/);
    const guards = outputGuards(persona, guardMeans);
    const own = [
      ...disclose.replies,
      ...(persona.pipelines.deflect.replies ?? []),
      ...Object.values(persona.safe_replies).flat(),
      persona.care.text,
    ];
    for (const text of [...own, ...persona.open_questions.map((question) => question.text)]) {
      expect((await checkReply(guards, { text, shown: "" })).verdict.action, text).toBe("allow");
    }
  });

  it("may change one pipeline and keep the others", () => {
    const changed = personaSchema.parse({ ...least, pipelines: { engage: { guidance: "Ask about their knees." } } });
    expect(changed.pipelines.engage.guidance).toBe("Ask about their knees.");
    expect(changed.pipelines.comfort).toEqual(persona.pipelines.comfort);
  });
});
