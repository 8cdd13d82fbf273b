import { describe, expect, it } from "vitest";
import { offPlatformPayment } from "../../../guards/output/off-platform-payment.ts";
import { outputGuardContract } from "../../contracts/output-guard.ts";

outputGuardContract(() => offPlatformPayment(), {
  blocked: [
    "Send it to my PayPal.",
    "p a y p a l me",
    "payp@l works",
    "Tip me on Venmo",
    "$mia.types if you feel generous",
    "Here is my IBAN",
    "DE89 3704 0044 0532 0130 00 is the account",
    "Send me some bitcoin",
    "An Amazon gift card would do nicely",
    "Wire me fifty",
    "buy me a coffee on ko-fi",
    "Hazme una transferencia",
    "Schick mir Geld per Überweisung",
  ],
  allowed: [
    "Pay attention to the bell.",
    "My bank is closed on Mondays.",
    "I paid in coins at the market.",
    "Two rolls for ten euros, and a coffee.",
    "A tip: clean the type with a soft brush.",
    "You can tip here on the page if you like.",
    "I don't use PayPal, everything stays on the page.",
    "holy $hit",
    "",
  ],
});

describe("offPlatformPayment", () => {
  const action = async (text: string, platform?: string) =>
    (await offPlatformPayment(platform === undefined ? {} : { platform }).check({ text, shown: "" })).action;

  it.each([
    ["Pay me directly", "It pays directly into my soul"],
    ["Buy me a coffee!", "Buy me a coffee and I'd talk all night, they used to say."],
    ["my bitcoin wallet is new", "My wallet fell in the river once."],
    ["I take Wise", "It was a wise thing to say."],
    ["transfer it to my bank account", "I transferred the letters to a box."],
  ])("blocks %j and not %j", async (blocked, passed) => {
    expect(await action(blocked)).toBe("block");
    expect(await action(passed)).toBe("allow");
  });

  it("lets payment on the persona's own platform pass", async () => {
    expect(await action("my Patreon has the rest")).toBe("block");
    expect(await action("my Patreon has the rest", "Patreon")).toBe("allow");
  });
});
