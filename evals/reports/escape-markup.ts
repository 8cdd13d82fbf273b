/** Text as XML and HTML may hold it, in an element or a quoted attribute; what XML cannot hold at all is shown as U+FFFD. */
export const escapeMarkup = (text: string): string =>
  text
    .replace(/\p{Surrogate}/gu, "\ufffd")
    .replace(unspeakable, "\ufffd")
    .replace(/[&<>"'\n\r\t]/g, (unit) => entities[unit] ?? unit);

// biome-ignore lint/suspicious/noControlCharactersInRegex: XML 1.0 holds no control characters but three
const unspeakable = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g;

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
  "\n": "&#10;",
  "\r": "&#13;",
  "\t": "&#9;",
};
