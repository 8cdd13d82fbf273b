import { describe, expect, test } from "vitest";
import { labelOf, resolveConnection } from "../../../app/connections/resolve-connection.ts";
import { type GivenRoles, type Roles, rolesOf } from "../../../app/connections/roles.ts";
import { defaultResilience } from "../../../brain/lms/resilience/resilience.ts";
import { sectionsOf } from "./sections-of.ts";

const names = (roles: Roles) =>
  Object.fromEntries(Object.entries(roles).map(([role, filled]) => [role, filled.map(labelOf)]));
const rolesFrom = async (text: string, given: GivenRoles = {}) => names(rolesOf(await sectionsOf(text), given));
const two = "connections:\n  big: {provider: together}\n  small: {provider: ollama}\n";

describe("rolesOf", () => {
  test("nobody said anything: the reply is left to the automatic choice, and the offline embedder embeds", async () => {
    expect(await rolesFrom("")).toEqual({ reply: [], fallback: [], judge: [], sentiment: [], embed: ["offline"] });
  });

  test("who replies judges and reads moods, too, where nobody else is named", async () => {
    expect(await rolesFrom(`${two}roles: {reply: [big, small]}`)).toMatchObject({
      reply: ["big", "small"],
      judge: ["big"],
      sentiment: ["big"],
    });
  });

  test("a small model judges while a large one speaks", async () => {
    const text = `${two}roles: {reply: big, judge: small, sentiment: [small, big], fallback: "groq:x", embed: [small, big]}`;
    expect(await rolesFrom(text)).toEqual({
      reply: ["big"],
      judge: ["small"],
      sentiment: ["small", "big"],
      fallback: ["groq:x"],
      embed: ["small", "big"],
    });
  });

  test("a flag goes before the file, and who was chosen already before both", async () => {
    const text = `${two}roles: {reply: big, embed: big}`;
    expect(await rolesFrom(text, { lm: "small", embedder: "offline" })).toMatchObject({
      reply: ["small"],
      judge: ["small"],
      embed: ["offline"],
    });
    const reply = [resolveConnection("vllm:x", await sectionsOf(two), "/model")];
    expect(await rolesFrom(text, { lm: "small", reply })).toMatchObject({ reply: ["vllm:x"], judge: ["vllm:x"] });
  });

  test("the persona's fallback counts where roles name none", async () => {
    const given = { fallback: "ollama:tiny" };
    expect((await rolesFrom(two, given)).fallback).toEqual(["ollama:tiny"]);
    expect((await rolesFrom(`${two}roles: {fallback: small}`, given)).fallback).toEqual(["small"]);
  });

  test("the offline model never judges", async () => {
    expect(await rolesFrom("", { lm: "offline" })).toMatchObject({ reply: ["offline"], judge: [], sentiment: [] });
  });

  test("a flag that names nothing is told with the connections there are", async () => {
    const sections = await sectionsOf(two);
    expect(() => rolesOf(sections, { lm: "smal" })).toThrow(
      /^--lm: "smal" is neither[\s\S]*big, small[\s\S]*mean small\?/,
    );
    expect(() => rolesOf(sections, { lm: "groq:" })).toThrow('no model after "groq:"');
  });
});

describe("resolveConnection", () => {
  test("fills in what an entry leaves open; seconds become milliseconds", async () => {
    const sections = await sectionsOf(`connections:
  big: {provider: groq, model: m, retries: 0, hedge_after: 1.5, timeouts: {first_token: 4}, breaker: {pause: 2}, limits: {concurrent: 3}, price: 1/2}
`);
    expect(resolveConnection("big", sections, "--lm")).toEqual({
      name: "big",
      provider: "groq",
      model: "m",
      price: { prompt: 1, completion: 2 },
      resilience: {
        ...defaultResilience,
        patience: { ...defaultResilience.patience, firstToken: 4000 },
        retries: 0,
        breaker: { failures: 5, pause: 2000 },
        limits: { concurrent: 3 },
        hedgeAfter: 1500,
      },
    });
  });

  test("provider[:model] needs no file; a name goes before it", async () => {
    const none = { connections: {} };
    const sections = await sectionsOf("connections:\n  ollama: {provider: ollama, model: mine}\n");
    expect(resolveConnection("ollama:a:b", none, "--lm")).toEqual({
      provider: "ollama",
      model: "a:b",
      resilience: defaultResilience,
    });
    expect(resolveConnection("ollama", sections, "--lm")).toMatchObject({ name: "ollama", model: "mine" });
    expect(() => resolveConnection("constructor", none, "--lm")).toThrow("unknown model provider");
  });
});
