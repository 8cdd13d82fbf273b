/** One line a Latin letter. Capitals stand apart from their small forms, since they look like other letters (Η, η). */
const lookalikes: readonly (readonly [latin: string, letters: string])[] = [
  ["a", "аӑәαάΑАաᎪᴀɑɒɐⱥ"],
  ["b", "ЬВВьвΒβᏴʙɓƃƅƀɃ"],
  ["c", "сСϲϹςᏟᴄɕƈȼ"],
  ["d", "ԁԀᎠᴅđɖɗδԃ"],
  ["e", "еЕёЁєЄεΕεᎬᴇǝəɛɇ"],
  ["f", "ϝքꜰƒ"],
  ["g", "ɡɢցԍᏀɠǥ"],
  ["h", "һҺнНΗհᎻʜɥħ"],
  ["i", "іІїЇιίΙᎥɪıɨɩӏΊ"],
  ["j", "јЈϳͿյᎫᴊɟʝɉ"],
  ["k", "кКκΚᏦᴋƙʞҝқ"],
  ["l", "ӀԼᏞʟłɫɭƚꞁ"],
  ["m", "мМΜᎷᴍɱɯ"],
  ["n", "ηńոռΝпɴɲɳŋπ"],
  ["o", "оОοόΟօσᴏøɔөӨΌØ"],
  ["p", "рРρΡᏢᴘƥ"],
  ["q", "ԛԚզɋ"],
  ["r", "гяЯᎡʀɾɼɹɍ"],
  ["s", "ѕЅᏚꜱʂʃ"],
  ["t", "тТτΤᎢᴛŧʇʈƭ"],
  ["u", "υսᴜʉʊüԱ"],
  ["v", "νѵѴᏙᴠʋʌ"],
  ["w", "ԝԜωшШᎳᴡʍա"],
  ["x", "хХχΧҳ"],
  ["y", "уУүҮγΥᎩʏƴʎү"],
  ["z", "ΖᏃᴢƶʐ"],
  ["ss", "ß"],
  ["ae", "æ"],
  ["oe", "œ"],
];

/** First of 26 consecutive symbols: 🅐…🅩, 🅰…🆉, and the regional indicators that flags are made of. */
const symbolAlphabets = [0x1f150, 0x1f170, 0x1f1e6];

/**
 * Letters that look like Latin ones, and letters drawn as symbols: code point → lower-case ASCII.
 * Only what NFKD does not already fold (fullwidth, mathematical, circled and superscript letters need no entry).
 * Written by hand from the Unicode charts: Cyrillic, Greek, Armenian, Cherokee, small capitals, phonetic letters.
 */
export const confusables: ReadonlyMap<number, string> = buildConfusables();

function buildConfusables(): ReadonlyMap<number, string> {
  const table = new Map<number, string>();
  for (const [latin, letters] of lookalikes) {
    for (const letter of letters) table.set(letter.codePointAt(0) ?? 0, latin);
  }
  for (const first of symbolAlphabets) {
    for (let letter = 0; letter < 26; letter++) table.set(first + letter, String.fromCharCode(97 + letter));
  }
  return table;
}
