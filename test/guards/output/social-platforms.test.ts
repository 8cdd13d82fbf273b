import { describe, expect, it } from "vitest";
import { platforms } from "../../../guards/data/platforms.ts";
import { socialPlatforms } from "../../../guards/output/social-platforms.ts";
import { outputGuardContract } from "../../contracts/output-guard.ts";

outputGuardContract(() => socialPlatforms(), {
  blocked: [
    "ig",
    "my insta has more",
    "dm me on the bird app",
    "find me on 1nst4gr4m",
    "t.me/mia",
    "i n s t a g r a m",
  ],
  allowed: ["welcome to my page", "oh snap", "first in line", "in stag ram", "I keep to my page here", ""],
});

const guards = new Map<string, ReturnType<typeof socialPlatforms>>();
const guardFor = (options: { readonly platform?: string }) => {
  const known = guards.get(options.platform ?? "");
  const guard = known ?? socialPlatforms(options);
  guards.set(options.platform ?? "", guard);
  return guard;
};
const actionOf = async (text: string, options: { readonly platform?: string } = {}, shown = "") =>
  (await guardFor(options).check({ text, shown })).action;

describe("socialPlatforms", () => {
  it.each(
    platforms.flatMap(({ id, anywhere = [], always = [] }) => [...anywhere, ...always].map((name) => [name, id])),
  )("blocks %s (%s) wherever it stands", async (name) => {
    for (const text of [name, `Look at ${name}, please.`, name.toUpperCase(), `(${name})`]) {
      expect(await actionOf(text), text).toBe("block");
    }
  });

  it.each(platforms.flatMap(({ hosts = [] }) => hosts))(
    "blocks the address %s, also with a spelt dot",
    async (host) => {
      for (const text of [`see ${host}/mia`, `https://${host}`, host.replace(".", " dot ")]) {
        expect(await actionOf(text), text).toBe("block");
      }
    },
  );

  it.each(["f*cebook", "facbook", "insatgram", "red dit", "tw eet", "ttwweeeett"])(
    "blocks the misspelling %j",
    async (text) => {
      expect(await actionOf(`I saw it on ${text} today`)).toBe("block");
    },
  );

  it.each(["she titters", "a patron of the arts", "patrons", "re-edit the page", "red it was", "be real with me"])(
    "lets %j pass",
    async (text) => {
      expect(await actionOf(text)).toBe("allow");
    },
  );

  it("allows the persona's platform with its aliases and hosts, and no other", async () => {
    expect(await actionOf("my insta, instagram.com/mia, on ig", { platform: "instagram" })).toBe("allow");
    expect(await actionOf("my insta and my facebook", { platform: "instagram" })).toBe("block");
    expect(await actionOf("find me on OnlyFans", { platform: "onlyfans" })).toBe("allow");
    expect(await actionOf("find me on OnlyFans", { platform: "patreon" })).toBe("block");
  });

  it("allows a direct message on the persona's own platform, and no other", async () => {
    for (const text of ["DM me on OnlyFans", "slide into my OnlyFans DMs", "dm me through this page"]) {
      expect(await actionOf(text, { platform: "onlyfans" }), text).toBe("allow");
    }
    for (const text of ["DM me", "dm me on the bird app", "DM me on OnlyFans or on insta", "DM me, I left OnlyFans"]) {
      expect(await actionOf(text, { platform: "onlyfans" }), text).toBe("block");
    }
    expect(await actionOf("DM me on OnlyFans", { platform: "patreon" })).toBe("block");
  });

  it.each([
    ["twitter", "I tweeted it, RT if you like, also on x.com and on X", "my insta"],
    ["instagram", "my ig, my reels, instagram.com/mia, insta stories", "my snap: mia"],
    ["facebook", "my fb page, fb.me/mia, accept my friend request", "tweet me"],
    ["snapchat", "my snap is mia, snap me, on my story", "on tiktok"],
    ["telegram", "the telegram group, t.me/mia", "the discord server"],
    ["discord", "join my discord, discord.gg/mia", "t.me/mia"],
    ["reddit", "r/baking on reddit, u/mia", "a tumblr post"],
    ["patreon", "patreon.com/mia and Patreon", "ko-fi.com/mia"],
  ])("allows %s with its aliases, hosts and acts alone", async (platform, own, other) => {
    expect(await actionOf(own, { platform })).toBe("allow");
    expect(await actionOf(other, { platform })).toBe("block");
    expect(await actionOf(own)).toBe("block");
  });

  it.each([
    "Mail me at v@x.com",
    "write to mia@line.me",
    "what a blue sky",
    "they sow discord in the family",
    "he sent a telegram in 1943",
    "did you play fb in high school?",
    "our dm rolled the dice",
    "woofers and tweeters in the speaker",
    "the robins tweet at five",
    "send me a note at 3 pm, me and Jo will wait",
    "followers of the old faith",
    "she lives on Vine Street",
    "the file<b></b> and word(s) and AT&T, 50% off, 6pm, 5*5",
    "bebo un café",
    "on va parler demain",
    "ein altes Telegramm",
  ])("lets %j pass, where the word means something else", async (text) => {
    expect(await actionOf(text)).toBe("allow");
  });

  it.each([
    "I use X and Threads",
    "#instagram",
    "@instagram",
    "#ff @mia",
    "snap: mia",
    "dm for collab",
    "inbox me",
    "pm me",
    "RT @mia: lovely",
    "why did you unfollow me",
    "sígueme en X",
    "ajoute-moi sur snap",
    "schick mir ne dm",
    "me chama no zap",
    "seguimi su ig",
  ])("blocks %j", async (text) => {
    expect(await actionOf(text)).toBe("block");
  });

  it("knows the allowed platform by an alias or a host", async () => {
    expect(await actionOf("my insta", { platform: "IG" })).toBe("allow");
    expect(await actionOf("a video on YouTube", { platform: "youtu.be" })).toBe("allow");
    expect(await actionOf("my X account", { platform: "x.com" })).toBe("allow");
  });

  it("takes a platform that it does not know for granted and forbids all others", async () => {
    expect(await actionOf("this page on fanhut", { platform: "fanhut" })).toBe("allow");
    expect(await actionOf("my insta", { platform: "fanhut" })).toBe("block");
  });

  it("finds a name over the border of what was shown", async () => {
    expect(await actionOf(" gram is where I post", {}, "Look at my insta")).toBe("block");
    expect(await actionOf(" s. t. a.", {}, "Find me: i. n.")).toBe("block");
  });

  it("does not block for what was shown alone", async () => {
    expect(await actionOf(" Good night.", {}, "I was on Instagram.")).toBe("allow");
  });

  it("names the raw span, disguises included", async () => {
    const text = "see my i\u200bn\u0301s.t.a, ok";
    const verdict = await guardFor({}).check({ text, shown: "" });
    expect(verdict.action === "block" && verdict.span && text.slice(...verdict.span)).toBe("i\u200bn\u0301s.t.a");
    for (const [disguised, name] of [
      ["so &#105;nsta&#103;ram it is", "&#105;nsta&#103;ram"],
      ["on %69nstagram now", "%69nstagram"],
      ["on te(l)e(g)ram now", "te(l)e(g)ram"],
      ["look: ɯɐɹƃɐʇsuᴉ !", "ɯɐɹƃɐʇsuᴉ"],
      ["the t3l€gr@m group", "t3l€gr@m group"],
      ["f**ebook is down", "f**ebook"],
    ] as const) {
      const found = await guardFor({}).check({ text: disguised, shown: "" });
      expect(found.action === "block" && found.span && disguised.slice(...found.span), disguised).toBe(name);
    }
  });

  it("tells where the end of a text may be the first half of a name", () => {
    const guard = socialPlatforms();
    const open = (text: string) => text.slice(guard.openFrom?.(text) ?? text.length);
    expect(open("It is on my face.")).toBe("face.");
    expect(open("Follow me on.")).toBe("on.");
    expect(open("So: i. n. s.")).toBe("i. n. s.");
    expect(open("Good evening.")).toBe("");
    expect(open("")).toBe("");
  });
});
