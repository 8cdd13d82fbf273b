import { describe, expect, it } from "vitest";
import { LmError } from "../../../brain/core/errors.ts";
import { replyRater } from "../../../brain/modules/rate-reply.ts";
import { rubrics } from "../../../evals/metrics/rubrics.ts";
import { StoreError } from "../../../store/store-error.ts";
import { noon } from "../../evals/metrics/make-prediction.ts";
import { talk } from "../../optimizers/make-example.ts";

const rubric = rubrics[0];
if (rubric === undefined) throw new Error("no rubrics");

/** What a prediction ends in, whose connection throws `error`. */
const endOf = (error: Error) =>
  replyRater({
    identity: { provider: "groq", model: "small" },
    canJudge: true,
    // biome-ignore lint/correctness/useYield: it fails before it says anything
    async *chat() {
      throw error;
    },
  })?.({ rubric, messages: talk("hi", "Hello.", "why"), reply: "Slowly.", context: noon });

describe("a connection that fails", () => {
  it("is told as it was: what the model did, and what was no fault of the model's", async () => {
    const full = new StoreError("unwritable", "understudy.db", Object.assign(new Error(), { code: "ENOSPC" }));
    await expect(endOf(full)).rejects.toBe(full);
    const limited = new LmError("rejected", "groq refused the request", { retryable: false });
    await expect(endOf(limited)).rejects.toBe(limited);
  });

  it("is told as unexpected where nobody knows the fault, without its words", async () => {
    await expect(endOf(new TypeError("secret"))).rejects.toMatchObject({
      code: "server",
      message: "groq:small failed unexpectedly",
    });
  });
});
