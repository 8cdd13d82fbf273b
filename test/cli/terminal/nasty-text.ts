import fc from "fast-check";

const pieces = [
  ...[
    "word",
    "I",
    " ",
    "  ",
    "\n",
    "\r\n",
    "\t",
    "，",
    "日本語",
    "かな",
    "naïve",
    "e\u0301",
    "שלום",
    "مرحبا",
    "…",
    "⟦",
    "█",
  ],
  ...[
    "👩‍👩‍👧",
    "🏳️‍🌈",
    "🇵🇹",
    "❤️",
    "\u200d",
    "\ufe0f",
    "\ud83d",
    "\udc69",
    "\x1b[2J",
    "\x1b]0;t\x07",
    "\x9b1m",
    "\x00",
    "\x7f",
  ],
  ...["\u202e", "\u2066", "\u200f", "\u2028", "x".repeat(90)],
];

/** Text of all that is hard to show: wide, joined and halved characters, escape sequences, turned directions. */
export const nastyText = ({ most = 12 }: { readonly most?: number } = {}): fc.Arbitrary<string> =>
  fc.array(fc.constantFrom(...pieces), { maxLength: most }).map((parts) => parts.join(""));

/** What must never reach a terminal. */
export const unsafe = /[\p{Cc}\p{Surrogate}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/u;
