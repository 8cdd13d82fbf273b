import { describe, expect, it } from "vitest";
import { LmError } from "../../brain/core/errors.ts";
import type { ChatPart, ChatRequest, ModelConnection } from "../../brain/core/ports.ts";
import { chatRequest } from "../fixtures/chat-request.ts";

export type ConnectionUnderTest = {
  readonly connection: ModelConnection;
  /** What it must say to `request`; missing where only the connection can know. */
  readonly expected?: (request: ChatRequest) => string;
  readonly close?: () => Promise<void>;
};

export const textOf = (parts: readonly ChatPart[]): string =>
  parts.map((part) => (part.type === "text" ? part.text : "")).join("");

export const collect = async (
  connection: ModelConnection,
  request: ChatRequest = chatRequest(),
  options: { signal?: AbortSignal } = {},
): Promise<ChatPart[]> => {
  const parts: ChatPart[] = [];
  for await (const part of connection.chat(request, options)) parts.push(part);
  return parts;
};

/** The error that `work` ends with. Fails where it ends well. */
export const faultOf = async (work: Promise<unknown>): Promise<LmError> => {
  const end = await work.then(
    () => "no error",
    (error: unknown) => error,
  );
  expect(end).toBeInstanceOf(LmError);
  return end as LmError; // just checked
};

/** What every model connection does, whatever speaks behind it. `make` gives a fresh one. */
export const modelConnectionContract = (name: string, make: () => Promise<ConnectionUnderTest>): void => {
  const using = async (work: (under: ConnectionUnderTest) => Promise<void>) => {
    const under = await make();
    try {
      await work(under);
    } finally {
      await under.close?.();
    }
  };

  describe(`${name} as a model connection`, () => {
    it("names itself", () =>
      using(async ({ connection }) => {
        expect(connection.identity.provider).toMatch(/^[a-z]+$/);
        expect(connection.identity.model).not.toBe("");
        expect(typeof connection.canJudge).toBe("boolean");
      }));

    it("streams the reply in parts and ends with one usage part", () =>
      using(async ({ connection, expected }) => {
        const request = chatRequest();
        const parts = await collect(connection, request);
        expect(textOf(parts).trim()).not.toBe("");
        if (expected) expect(textOf(parts)).toBe(expected(request));
        expect(parts.filter(({ type }) => type === "usage")).toHaveLength(1);
        const last = parts.at(-1);
        if (last?.type !== "usage") throw new Error("the last part is not the usage");
        expect(Number.isInteger(last.promptTokens) && last.promptTokens >= 0).toBe(true);
        expect(Number.isInteger(last.completionTokens) && last.completionTokens > 0).toBe(true);
      }));

    it("keeps calls at the same time apart", () =>
      using(async ({ connection, expected }) => {
        const requests = Array.from({ length: 8 }, (_, index) =>
          chatRequest({ message: `Message: number ${index}`, inputs: { message: `number ${index}` } }),
        );
        const together = await Promise.all(requests.map((request) => collect(connection, request)));
        for (const [index, request] of requests.entries()) {
          const alone = expected ? expected(request) : textOf(await collect(connection, request));
          expect(textOf(together[index] ?? [])).toBe(alone);
        }
      }));

    it("leaves the request as it was", () =>
      using(async ({ connection }) => {
        const request = chatRequest();
        const before = structuredClone(request);
        await collect(connection, request);
        expect(request).toEqual(before);
      }));

    it("ends with code aborted when the signal fired before the call", () =>
      using(async ({ connection }) => {
        const fault = await faultOf(collect(connection, chatRequest(), { signal: AbortSignal.abort() }));
        expect(fault).toMatchObject({ code: "aborted", retryable: false });
      }));

    it("ends with code aborted when the signal fires in the middle of the reply", () =>
      using(async ({ connection }) => {
        const controller = new AbortController();
        const read = async () => {
          for await (const _ of connection.chat(chatRequest(), { signal: controller.signal })) controller.abort();
        };
        expect(await faultOf(read())).toMatchObject({ code: "aborted", retryable: false });
      }));

    it("can be asked again after a reader left in the middle", () =>
      using(async ({ connection, expected }) => {
        for await (const _ of connection.chat(chatRequest(), {})) break;
        const request = chatRequest();
        const text = textOf(await collect(connection, request));
        expect(text.trim()).not.toBe("");
        if (expected) expect(text).toBe(expected(request));
      }));
  });
};
