import { platformActs } from "./platforms/acts.ts";
import { creatorPages } from "./platforms/creator-pages.ts";
import { messengers } from "./platforms/messengers.ts";
import { metaPlatforms } from "./platforms/meta.ts";
import { networks } from "./platforms/networks.ts";
import type { Platform } from "./platforms/platform.ts";
import { twitter } from "./platforms/twitter.ts";

/** Names that mean one thing only, and about which nothing more need be known. */
const otherNames = [
  "steemit",
  "kuaishou",
  "loyalfans",
  "manyvids",
  "justforfans",
  "fancentro",
  "unlockd",
  "friendster",
  "orkut",
  "livejournal",
  "formspring",
  "dubsmash",
  "chatroulette",
  "wattpad",
  "deviantart",
  "4chan",
  "8chan",
  "9gag",
  "stumbleupon",
  "plurk",
  "tinychat",
  "oovoo",
  "gettr",
  "zalo",
  "keek",
  "heytell",
  "xanga",
  "nimbuzz",
  "ebuddy",
  "mxit",
  "voxer",
  "friendfeed",
  "dailybooth",
  "stickam",
  "blogtv",
];

/** All that is known of platforms: one entry each. */
export const platforms: readonly Platform[] = [
  ...metaPlatforms,
  ...twitter,
  ...messengers,
  ...networks,
  ...creatorPages,
  ...platformActs,
  ...otherNames.map((name): Platform => ({ id: name, always: [name] })),
];
