/**
 * Letters upside down, as they stand in a word that is turned and so runs from its end to its beginning. Only letters
 * that a turned word alone has begin the search; the others (b, d, n, o, p, q, s, u, x, z) are read along.
 */
export const turned: ReadonlyMap<string, string> = pairs(
  "ɐa qb ɔc pd ǝe ɟf ƃg ɥh ᴉi ıi ɾj ſj ʞk ʃl ɯm un bq dp ɹr ʇt nu ʌv ʍw ʎy ∀a Ɔc Ǝe Ⅎf ⅁g ɓg ⅂l ɓg Ԁp ᴚr ⊥t ∩u Λv ⅄y",
);

/** Letters of scripts that are drawn like Latin ones, but whose own texts must stay what they are in other views. */
export const otherScripts: ReadonlyMap<string, string> = new Map([
  ...alphabet("卂乃匚ᗪ乇千Ꮆ卄丨ﾌҜㄥ爪几ㄖ卩Ɋ尺丂ㄒㄩᐯ山乂ㄚ乙"),
  ...pairs(
    "คa ๒b ςc єe Ŧf ђh เi ןl ๓m ภn ๏o קp รs Շt ยu שv ฬw ץy ﾑa 乃b ㄈc 乇e ｷf ムg ﾶg んh ﾉi ﾌj ズk ﾚl ﾶm 刀n のo ｱp 尺r 丂s ｲt ひu √v ﾒx ﾘy 乙z",
  ),
  ...pairs("Տs մu ժd ֆf ցg ղn քp"),
]);

/** Symbols that stand for a letter where two of them are in a word, or one that is not on every keyboard. */
export const symbols: ReadonlyMap<string, string> = pairs(
  "@a $s !i +t ¡i €e £l ¢c §s ¥y µu μu ©c ®r †t ‡t ∂d ∆a √v ∫s ₳a ฿b ₵c ₣f ₲g ₭k ₥m ₦n ₱p ₴s ₮t ₩w ∞o ¶p ×x ¿i ∑e Σe ♡o ★a ☆a ●o ○o",
);

/** Letters drawn in several signs; longer ones before those that they begin with. */
export const signs: readonly (readonly [drawn: string, letter: string])[] = [
  ["/\\/\\", "m"],
  ["\\/\\/", "w"],
  ["|\\/|", "m"],
  ["|v|", "m"],
  ["|V|", "m"],
  ["|\\|", "n"],
  ["|\\", "n"],
  ["|<", "k"],
  ["|_|", "u"],
  ["(_)", "u"],
  ["|-|", "h"],
  ["()", "o"],
  ["[]", "o"],
  ["|)", "d"],
  ["|=", "f"],
  ["|3", "b"],
  ["\\/", "v"],
  ["/\\", "a"],
  ["|_", "l"],
];

/** "ɐa qb": each first character stands for the second. */
function pairs(written: string): ReadonlyMap<string, string> {
  return new Map(
    written.split(" ").map((pair) => {
      const [drawn = "", letter = ""] = [...pair];
      return [drawn, letter] as const;
    }),
  );
}

/** Twenty-six characters in the order of the alphabet. */
function alphabet(drawn: string): [string, string][] {
  return [...drawn].map((character, at) => [character, String.fromCharCode(97 + at)]);
}
