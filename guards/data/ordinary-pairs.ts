/** Two everyday words in a row that together spell a platform: these need a frame ("on face book"). */
export const ordinaryPairs: readonly string[] = [
  "my space",
  "face book",
  "you tube",
  "linked in",
  "whats app",
  "we chat",
  "only fans",
  "you tuber",
  "pin interest",
];

/** Shorter names that may also be sought in two halves ("tw eet"): no everyday words together spell them. */
export const neverOrdinaryInHalves: readonly string[] = [
  "reddit",
  "insta",
  "tweet",
  "tweets",
  "tweeted",
  "tweeting",
  "retweet",
  "viber",
  "tumblr",
  "flickr",
  "wattpad",
  "discord",
  "telegram",
  "imessage",
  "retweeted",
  "retweets",
];
