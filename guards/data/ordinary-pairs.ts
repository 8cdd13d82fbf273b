/** Two everyday words in a row that together spell a platform: these need a frame ("on face book"). */
export const ordinaryPairs: readonly string[] = [
  "face book",
  "snap chat",
  "my space",
  "linked in",
  "whats app",
  "what sapp",
  "we chat",
  "you tube",
  "only fans",
  "you tuber",
  "pin interest",
];
