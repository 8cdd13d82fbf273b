import { describe, expect, it } from "vitest";
import { links } from "../../../guards/output/links.ts";
import { outputGuardContract } from "../../contracts/output-guard.ts";

outputGuardContract(() => links({ platform: "onlyfans" }), {
  blocked: [
    "Have a look at https://example.com/page",
    "www.typewriters.org",
    "Read it on example.com",
    "example dot com",
    "hxxps://example[.]com/a",
    "e x a m p l e . c o m",
    "ｅｘａｍｐｌｅ．ｃｏｍ",
    "xn--mnchen-3ya.de",
    "http://93.184.216.34/",
    "mailto:vera@example.com",
    "tel:+351912345678",
    "[my other page](https://example.net/x)",
    "t.co/xyz123",
    "go to a.b.c.d.e.f.example.com now",
    `see ${"a.".repeat(100)}example.com`,
  ],
  allowed: [
    "Fruit, e.g. pears, and soup at 7 a.m.",
    "I reached the end.Start again tomorrow.",
    "It was late.So I slept.i went home.it was raining",
    "node.js 3.5, version 2.0.1, roll.txt, Mr.Smith",
    "onlyfans.com/vera is where the letters are",
    "the dot matrix printer and the dot com people",
    "",
  ],
});

describe("links", () => {
  const action = async (text: string, options: Parameters<typeof links>[0] = {}) =>
    (await links(options).check({ text, shown: "" })).action;

  it("lets the hosts of the platform and of the operator pass, with all that lies under them", async () => {
    const options = { platform: "OnlyFans", allow: ["Example.org"] };
    expect(await action("see https://onlyfans.com/vera and shop.example.org/film", options)).toBe("allow");
    expect(await action("see https://onlyfans.com/vera")).toBe("block");
  });

  it("is not fooled by an allowed host inside another one", async () => {
    const options = { platform: "onlyfans" };
    for (const text of [
      "https://onlyfans.com.example.net/x",
      "https://onlyfans.com@example.net",
      "notonlyfans.com",
      "https://onlyfans.com/out?to=https://example.net",
    ])
      expect(await action(text, options), text).toBe("block");
  });

  it("takes a word of our languages for a host's end only where something leads to it", async () => {
    expect(await action("go to vera.art and tell me")).toBe("block");
    expect(await action("I made it.art is long")).toBe("allow");
  });
});
