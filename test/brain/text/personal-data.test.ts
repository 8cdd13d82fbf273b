import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { findOwnData, findPersonalData, maskPersonalData } from "../../../brain/text/personal-data.ts";

describe("maskPersonalData", () => {
  it.each([
    ["my number is 555 010 4477, ring me", "my number is [phone], ring me"],
    ["call me at +44 7700 900123 please", "call me at [phone] please"],
    ["it's (212) 555-0199", "it's [phone]"],
    ["06 12 34 56 78", "[phone]"],
    ["0151/23456789", "[phone]"],
    ["612 34 56 78 es mi número", "[phone] es mi número"],
    ["five five five oh one oh four four seven seven", "[phone]"],
    ["double seven, zero zero, nine zero zero, one two three", "[phone]"],
    ["5 5 5 0 1 0 4 4 7 7", "[phone]"],
    ["5️⃣5️⃣5️⃣0️⃣1️⃣0️⃣4️⃣4️⃣7️⃣7️⃣ 🙂", "[phone] 🙂"],
    ["８００ ５５５ ０１９９", "[phone]"],
    ["o77oo 9oo 123", "[phone]"],
    ["5\u200b55-01\u200b0-4477", "[phone]"],
    ["write to joe.b+news@mail.example.co.uk.", "write to [e-mail]."],
    ["joe at gmail dot com or ann [at] example [dot] org", "[e-mail] or [e-mail]"],
    ["my card is 4111 1111 1111 1111 exp 12/28", "my card is [card] exp 12/28"],
    ["card number 4111 1111 1111 1112", "card number [card]"],
    ["378282246310005", "[card]"],
    ["DE89 3704 0044 0532 0130 00 is mine", "[IBAN] is mine"],
    ["gb29nwbk60161331926819", "[IBAN]"],
    ["i live at 12 rose street", "i live at [address]"],
    ["221 W 57th St, Apt 4B", "[address]"],
    ["my address is 4 Mill Lane, Bristol BS1 4QA", "my address is [address], Bristol [address]"],
    ["Rua das Flores 12, 1200-195 Lisboa", "[address], [address]"],
    ["12 rue des Lilas, 75011 Paris", "[address], 75011 Paris"],
    ["Lindenstraße 12, 10115 Berlin", "[address], 10115 Berlin"],
    ["via Roma 12", "[address]"],
    ["Springfield, IL 62704", "Springfield, [address]"],
    ["P.O. Box 77", "[address]"],
    ["i live at 4 privet drive", "i live at [address]"],
    ["221B Baker Street, London NW1 6XE", "[address], London [address]"],
    ["my address is 12 Main Street", "my address is [address]"],
    ["sort code 12-34-56 account 12345678", "sort code [account] account [account]"],
    ["Sort code: 123456, acc no. 12 345 678", "Sort code: [account], acc no. [account]"],
    ["12-34-56 12345678", "[account]"],
    ["zero seven seven double zero nine hundred one two three", "[phone]"],
    ["oh eight hundred, one two three four five six", "[phone]"],
  ])("writes %j as %j", (text, masked) => {
    expect(maskPersonalData(text)).toBe(masked);
  });

  it.each([
    "the 7:10 ferry",
    "10 000 steps, or 10,000",
    "it was 20/11/2026, or 2026-11-20 at 19:30:00",
    "i paid 1.250,00 for it, and $1,250,000.00 for that",
    "ISBN 978-0-14-303943-3",
    "isbn 9780143039433",
    "version 10.15.7.1",
    "the score was 102-98",
    "38.7223, -9.1393",
    "order number 20261120447",
    "#123456789",
    "1914-1918 and 1939-1945",
    "1984, 1985, 1986",
    "my number is 1914 1918 at the library",
    "3.14159265358979",
    "1 2 3 4 5 6 7 8 9 10",
    "one two three four five six seven eight nine ten",
    "five, six, seven, eight, five, six, seven, eight",
    "one two three, one two three, one two three",
    "100 200 300 400",
    "it has 1 000 000 inhabitants",
    "4111 1111 1111 1112",
    "1 street over there was a fire, 12 streets later another",
    "a 4 lane road and a 3 hour drive",
    "10 Downing Street and 20 Sesame Street",
    "one hundred two hundred three hundred four hundred",
    "my account has 1 000 000 followers",
    "an account of 1914-1918, account 1914-1918",
    "let me sort code 12 first",
    "Spring 2026, String 5, Wall Street 1987",
    "dot the i's at home. we were at the dot",
    "look at the map",
    "I'm at home.",
  ])("leaves %j as it is", (text) => {
    expect(maskPersonalData(text)).toBe(text);
  });

  it("leaves any text without a digit, an at and a dot as it is", () => {
    const text = fc.string({
      unit: fc.constantFrom("a", "Z", " ", "é", "\n", "!", "😀", "\ud83d", "'"),
      maxLength: 200,
    });
    fc.assert(
      fc.property(text, (plain) => {
        expect(maskPersonalData(plain)).toBe(plain);
      }),
      { seed: 3, numRuns: 300 },
    );
  });

  it("changes nothing but what was found, whatever stands around it", () => {
    const piece = fc.constantFrom(
      ...["+44 7700 900123", "joe@example.com", "4111 1111 1111 1111", "DE89370400440532013000", "12 Rose Street"],
      ...["hello", "in 1984", " ", ", ", "\n", "😀", "\u200b", "7:10", "at", "dot", "ß"],
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
        const text = pieces.join(" ");
        let rest = maskPersonalData(text);
        let from = 0;
        for (const { kind, span } of findPersonalData(text)) {
          const kept = text.slice(from, span[0]);
          expect(rest.startsWith(`${kept}[${kind}]`)).toBe(true);
          rest = rest.slice(kept.length + kind.length + 2);
          from = span[1];
        }
        expect(rest).toBe(text.slice(from));
      }),
      { seed: 5, numRuns: 300 },
    );
  });
});

describe("findPersonalData", () => {
  it("gives spans inside the text, in their order and without overlaps, for any text at all", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 200 }), (text) => {
        let past = 0;
        for (const { span } of findPersonalData(text)) {
          expect(span[0]).toBeGreaterThanOrEqual(past);
          expect(span[1]).toBeGreaterThan(span[0]);
          past = span[1];
        }
        expect(past).toBeLessThanOrEqual(text.length);
      }),
      { seed: 7, numRuns: 300 },
    );
  });

  it("takes a mark or a joiner between digits into the span", () => {
    const text = "ring 0\u200b7700 900123 now";
    expect(findPersonalData(text)).toEqual([{ kind: "phone", span: [5, 18] }]);
  });

  it("leaves the streets of stories to whoever tells them, and takes them for a writer's own", () => {
    const text = "Sherlock Holmes lives at 221B Baker Street";
    expect(findPersonalData(text)).toEqual([]);
    expect(findOwnData(text)).toEqual([{ kind: "address", span: [25, 42] }]);
  });
});
