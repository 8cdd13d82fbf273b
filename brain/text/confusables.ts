/** One line a Latin letter. Capitals stand apart from their small forms, since they look like other letters (Η, η). */
const lookalikes: readonly (readonly [latin: string, letters: string])[] = [
  ["a", "аӑәαάΑАաᎪᴀɑɒɐⱥᗩꓮ"],
  ["b", "ЬВВьвΒβᏴʙɓƃƅƀɃᗷꓐ"],
  ["c", "сСϲϹςᏟᴄɕƈȼᑕꓚ"],
  ["d", "ԁԀᎠᴅđɖɗδԃᗪꓓ"],
  ["e", "еЕёЁєЄεΕεᎬᴇǝəɛɇꓰꬲ"],
  ["f", "ϝքꜰƒᖴꓝⱻ"],
  ["g", "ɡɢցԍᏀɠǥꓖ"],
  ["h", "һҺнНΗհᎻʜɥħᕼꓧⱧⱨ"],
  ["i", "іІїЇιίΙᎥɪıɨɩӏΊꓲ"],
  ["j", "јЈϳͿյᎫᴊɟʝɉᒍꓙꭻ"],
  ["k", "кКκΚᏦᴋƙʞҝқꓗꝁꝀ"],
  ["l", "ӀԼᏞʟłŁⱠⱡȽɫɭƚꞁᒪꓡ"],
  ["m", "мМΜᎷᴍɱɯᗰꓟ"],
  ["n", "ηńոռΝпɴɲɳŋπᑎꓠ"],
  ["o", "оОοόΟօσᴏøɔөӨΌØꓳ"],
  ["p", "рРρΡᏢᴘƥᑭꓑᵽⱣ"],
  ["q", "ԛԚզɋᑫꝗ"],
  ["r", "гяЯᎡʀɾɼɹɍᖇꓣⱤ"],
  ["s", "ѕЅᏚꜱʂʃᔕꓢՏ"],
  ["t", "тТτΤᎢᴛŧʇʈƭꓔȾⱦ"],
  ["u", "υսᴜʉʊüԱᑌꓴμ"],
  ["v", "νѵѴᏙᴠʋʌᐯꓦ"],
  ["w", "ԝԜωшШᎳᴡʍաᗯꓪ"],
  ["x", "хХχΧҳ᙭ꓫ"],
  ["y", "уУүҮγΥᎩʏƴʎүꓬɏɎ"],
  ["z", "ΖᏃᴢƶʐᘔꓜⱫⱬ"],
  ["ss", "ß"],
  ["ae", "æ"],
  ["oe", "œ"],
];

/** First of 26 consecutive symbols: 🅐…🅩, 🅰…🆉, and the regional indicators that flags are made of. */
const symbolAlphabets = [0x1f150, 0x1f170, 0x1f1e6];

/**
 * Letters that look like Latin ones, and letters drawn as symbols: code point → lower-case ASCII.
 * Only what NFKD does not already fold (fullwidth, mathematical, circled and superscript letters need no entry).
 * Written by hand from the Unicode charts: Cyrillic, Greek, Armenian, Cherokee, Lisu, syllabics, small capitals,
 * phonetic letters, letters with strokes.
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
