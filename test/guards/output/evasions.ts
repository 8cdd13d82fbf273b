/** Ways in which a word is disguised by rule. Each gives the same answer for the same word. */
export type Evasion = {
  readonly name: string;
  readonly disguise: (word: string) => string;
  /** Letters that a word needs for the disguise to leave it readable: "ig" without its vowel is nothing. */
  readonly fewest?: number;
};

const a = "a".charCodeAt(0);
const letters = (text: string): string[] => [...text.toLowerCase()];
const between = (mark: string) => (word: string) => letters(word).join(mark);
const drawn = (alphabet: string) => {
  const drawing = [...alphabet];
  return (word: string) =>
    letters(word)
      .map((letter) => drawing[letter.charCodeAt(0) - a] ?? letter)
      .join("");
};
const shifted = (first: number) => (word: string) =>
  letters(word)
    .map((letter) => (/[a-z]/.test(letter) ? String.fromCodePoint(first + letter.charCodeAt(0) - a) : letter))
    .join("");
const swapped = (pairs: string) => {
  const table = new Map(pairs.split(" ").map((pair) => [pair.charAt(0), pair.slice(1)]));
  return (word: string) =>
    letters(word)
      .map((letter) => table.get(letter) ?? letter)
      .join("");
};
const everySecond = (change: (letter: string, at: number) => string) => (word: string) =>
  letters(word)
    .map((letter, at) => (at % 2 === 1 ? change(letter, at) : letter))
    .join("");
const without = (at: (length: number) => number) => (word: string) =>
  word.slice(0, at(word.length)) + word.slice(at(word.length) + 1);
const exchange = (word: string, at: number) =>
  word.slice(0, at) + word.charAt(at + 1) + word.charAt(at) + word.slice(at + 2);
const halves = (mark: string) => (word: string) =>
  `${word.slice(0, Math.ceil(word.length / 2))}${mark}${word.slice(Math.ceil(word.length / 2))}`;
const middle = (length: number) => Math.floor(length / 2);

export const evasions: readonly Evasion[] = [
  { name: "capitals", disguise: (word) => word.toUpperCase() },
  { name: "mixed case", disguise: everySecond((letter) => letter.toUpperCase()) },
  { name: "zero-width space", disguise: between("\u200b") },
  { name: "zero-width joiner", disguise: between("\u200d") },
  { name: "word joiner", disguise: between("\u2060") },
  { name: "soft hyphen", disguise: between("\u00ad") },
  { name: "bidirectional marks", disguise: (word) => `\u202a${letters(word).join("\u200e")}\u202c` },
  { name: "right-to-left override", disguise: (word) => `\u202e${letters(word).reverse().join("")}\u202c`, fewest: 5 },
  { name: "combining marks", disguise: between("\u0336") },
  { name: "stacked marks", disguise: between("\u0301\u0323\u0489") },
  { name: "variation selectors", disguise: between("\ufe0f") },
  { name: "tag characters", disguise: between("\u{e0061}") },
  { name: "Cyrillic", disguise: swapped("aа cс eе iі oо pр sѕ xх yу kк") },
  { name: "Greek", disguise: swapped("aα eε iι kκ nη oο pρ tτ uυ vν xχ") },
  { name: "Armenian and Cherokee", disguise: swapped("aᎪ cᏟ eᎬ gɡ hհ kᏦ mᎷ nո oօ rᎡ sՏ tᎢ uս") },
  { name: "fullwidth", disguise: shifted(0xff41) },
  { name: "wide and spaced", disguise: (word) => [...shifted(0xff41)(word)].join(" ") },
  { name: "mathematical bold", disguise: shifted(0x1d41a) },
  { name: "mathematical script", disguise: shifted(0x1d4ea) },
  { name: "mathematical fraktur", disguise: shifted(0x1d586) },
  { name: "mathematical double-struck", disguise: shifted(0x1d552) },
  { name: "mathematical monospace", disguise: shifted(0x1d68a) },
  { name: "circled", disguise: shifted(0x24d0) },
  { name: "negative circled", disguise: shifted(0x1f150) },
  { name: "squared", disguise: shifted(0x1f130) },
  { name: "negative squared", disguise: shifted(0x1f170) },
  { name: "flag letters", disguise: shifted(0x1f1e6) },
  { name: "flag letters apart", disguise: (word) => [...shifted(0x1f1e6)(word)].join(" ") },
  { name: "parenthesised", disguise: shifted(0x249c) },
  { name: "small capitals", disguise: drawn("ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘǫʀꜱᴛᴜᴠᴡxʏᴢ") },
  { name: "superscripts", disguise: drawn("ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖqʳˢᵗᵘᵛʷˣʸᶻ") },
  { name: "subscripts", disguise: drawn("ₐbcdₑfgₕᵢⱼₖₗₘₙₒₚqᵣₛₜᵤᵥwₓyz") },
  {
    name: "upside down",
    disguise: (word) => [...drawn("ɐqɔpǝɟƃɥᴉɾʞlɯuodbɹsʇnʌʍxʎz")(word)].reverse().join(""),
    fewest: 3,
  },
  { name: "syllabics", disguise: drawn("ᗩᗷᑕᗪEᖴGᕼIᒍKᒪᗰᑎOᑭᑫᖇᔕTᑌᐯᗯ᙭Yᘔ") },
  { name: "currency letters", disguise: drawn("₳฿₵ĐɆ₣₲ⱧłJ₭Ⱡ₥₦Ø₱QⱤ₴₮ɄV₩ӾɎⱫ") },
  { name: "far-eastern lookalikes", disguise: drawn("卂乃匚ᗪ乇千Ꮆ卄丨ﾌҜㄥ爪几ㄖ卩Ɋ尺丂ㄒㄩᐯ山乂ㄚ乙") },
  { name: "accents", disguise: drawn("àbçďéfğĥïĵķĺmñöpqŕšťüvŵxýž") },
  { name: "strokes", disguise: drawn("ⱥƀȼđɇfǥħɨɉꝁłmnøᵽꝗɍsŧʉvwxɏƶ") },
  { name: "leet", disguise: swapped("a4 e3 i1 o0 s5 t7") },
  { name: "leet with symbols", disguise: swapped("a@ e3 i! o0 s$ t+ b8") },
  { name: "leet with l", disguise: swapped("i1 l1 o0 a4 g9") },
  { name: "leet with 6", disguise: swapped("b6 e3 o0 g6 t7"), fewest: 5 },
  { name: "leet from Europe", disguise: swapped("a@ c¢ e€ i¡ l£ s§ u\u00b5 y¥ f\u0192") },
  { name: "leet in several signs", disguise: swapped("k|< n|\\| o() m/\\/\\ d|) w\\/\\/ v\\/"), fewest: 5 },
  { name: "letters that look like two", disguise: swapped("mrn wvv fph"), fewest: 5 },
  { name: "digits by look", disguise: swapped("i1 a4 e3 s5 o0 b8") },
  { name: "spaced", disguise: between(" ") },
  { name: "spaced wide", disguise: between("   ") },
  { name: "dotted", disguise: between(".") },
  { name: "dots and spaces", disguise: between(" . ") },
  { name: "dashed", disguise: between("-") },
  { name: "underscored", disguise: between("_") },
  { name: "slashed", disguise: between("/") },
  { name: "backslashed", disguise: between("\\") },
  { name: "barred", disguise: between("|") },
  { name: "plus signs", disguise: between("+") },
  { name: "tildes", disguise: between("~") },
  { name: "asterisks", disguise: between("*") },
  { name: "quotes", disguise: between('"') },
  { name: "apostrophes", disguise: between("'") },
  { name: "commas", disguise: between(", ") },
  { name: "middle dots", disguise: between("·") },
  { name: "emoji between", disguise: between("🔥") },
  { name: "emoji with selector", disguise: between("❤️") },
  { name: "one letter a line", disguise: between("\n") },
  { name: "brackets", disguise: everySecond((letter) => `(${letter})`) },
  {
    name: "every letter in brackets",
    disguise: (word) =>
      letters(word)
        .map((letter) => `[${letter}]`)
        .join(""),
  },
  {
    name: "emphasis on the first half",
    disguise: (word) => `*${word.slice(0, middle(word.length))}*${word.slice(middle(word.length))}`,
  },
  {
    name: "strong first half",
    disguise: (word) => `**${word.slice(0, middle(word.length))}**${word.slice(middle(word.length))}`,
  },
  { name: "code within", disguise: (word) => `${word.slice(0, 1)}\`${word.slice(1)}\`` },
  {
    name: "tags within",
    disguise: (word) => `${word.slice(0, middle(word.length))}<b></b>${word.slice(middle(word.length))}`,
  },
  {
    name: "repeated letters",
    disguise: (word) =>
      letters(word)
        .map((letter) => letter.repeat(3))
        .join(""),
  },
  { name: "long vowels", disguise: (word) => word.replace(/[aeiou]/g, (vowel) => vowel.repeat(4)) },
  {
    name: "one letter doubled",
    disguise: (word) => word.slice(0, middle(word.length)) + word.slice(middle(word.length) - 1),
  },
  { name: "one letter missing", disguise: without(middle), fewest: 6 },
  { name: "the second letter missing", disguise: without(() => 1), fewest: 6 },
  { name: "the last letter missing", disguise: without((length) => length - 1), fewest: 7 },
  { name: "the first letter missing", disguise: without(() => 0), fewest: 7 },
  { name: "neighbours exchanged", disguise: (word) => exchange(word, middle(word.length)), fewest: 6 },
  { name: "the first two exchanged", disguise: (word) => exchange(word, 0), fewest: 6 },
  { name: "the last two exchanged", disguise: (word) => exchange(word, word.length - 2), fewest: 6 },
  {
    name: "one letter starred",
    disguise: (word) => `${word.slice(0, middle(word.length))}*${word.slice(middle(word.length) + 1)}`,
    fewest: 6,
  },
  { name: "two letters starred", disguise: (word) => `${word.charAt(0)}**${word.slice(3)}`, fewest: 7 },
  { name: "vowels starred", disguise: (word) => word.charAt(0) + word.slice(1).replace(/[aeiou]/g, "*"), fewest: 6 },
  { name: "vowels dropped", disguise: (word) => word.charAt(0) + word.slice(1).replace(/[aeiou]/g, ""), fewest: 7 },
  { name: "all vowels dropped", disguise: (word) => word.replace(/[aeiou]/g, ""), fewest: 7 },
  { name: "reversed", disguise: (word) => letters(word).reverse().join(""), fewest: 5 },
  { name: "in two words", disguise: halves(" "), fewest: 6 },
  { name: "in two lines", disguise: halves("\n"), fewest: 6 },
  { name: "in two by a dash", disguise: halves("-"), fewest: 6 },
  {
    name: "HTML entities",
    disguise: (word) =>
      letters(word)
        .map((letter) => `&#${letter.charCodeAt(0)};`)
        .join(""),
  },
  {
    name: "hexadecimal entities",
    disguise: (word) =>
      letters(word)
        .map((letter) => `&#x${letter.charCodeAt(0).toString(16)};`)
        .join(""),
  },
  { name: "one HTML entity", disguise: (word) => `&#${word.charCodeAt(0)};${word.slice(1)}` },
  {
    name: "URL encoding",
    disguise: (word) =>
      letters(word)
        .map((letter) => `%${letter.charCodeAt(0).toString(16)}`)
        .join(""),
  },
  { name: "one URL-encoded letter", disguise: (word) => `%${word.charCodeAt(0).toString(16)}${word.slice(1)}` },
  {
    name: "code escapes",
    disguise: (word) =>
      letters(word)
        .map((letter) => `\\u00${letter.charCodeAt(0).toString(16)}`)
        .join(""),
  },
  {
    name: "ROT13",
    disguise: (word) =>
      word.replace(/[a-z]/g, (letter) => String.fromCharCode(((letter.charCodeAt(0) - a + 13) % 26) + a)),
    fewest: 6,
  },
  { name: "Base64", disguise: (word) => btoa(word), fewest: 6 },
];
