import { describe, expect, it } from "vitest";
import { personalDataOfOthers } from "../../../guards/output/personal-data-of-others.ts";
import { outputGuardContract } from "../../contracts/output-guard.ts";

outputGuardContract(() => personalDataOfOthers(), {
  blocked: [
    "Her number is 555 010 4477.",
    "He lives at 12 Rose Street",
    "Call Tom on 07700 900123",
    "I'll send you Rita's number",
    "Marta is HIV positive",
    "Her diagnosis is bipolar",
    "the password is hunter2",
    "Anna goes to St Mary's School",
    "Elle habite 12 rue des Lilas",
  ],
  allowed: [
    "Pessoa lived in Campo de Ourique.",
    "She lives upstairs and sends soup.",
    "Rita lives in Porto.",
    "The password was always friend.",
    "Freddie Mercury had AIDS.",
    "My mother is in hospital and I'm tired.",
    "I don't give out other people's numbers.",
    "",
  ],
});

describe("personalDataOfOthers", () => {
  const action = async (text: string) => (await personalDataOfOthers().check({ text, shown: "" })).action;

  it.each([
    ["His e-mail is tom.h@example.com", "My e-mail is tom.h@example.com"],
    ["Tom was diagnosed with cancer last week", "I was diagnosed with cancer last week"],
    ["Her address is 22 Harbour Road", "Her address to the nation was short"],
    ["Er wohnt in der Lindenstraße 12", "Er wohnt in Berlin"],
  ])("blocks %j and not %j", async (blocked, passed) => {
    expect(await action(blocked)).toBe("block");
    expect(await action(passed)).toBe("allow");
  });
});
