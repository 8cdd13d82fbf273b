/**
 * What is known of each platform. Terms are written in plain small letters.
 * - `anywhere`: names so long that no other word holds them; found inside words too ("instagrammer", "@mia_instagram")
 * - `always`: whole words that mean the platform and nothing else
 * - `misspelt`: names with another meaning that no misspelling of them has ("telegrma", "d1scrod")
 * - `lone`: phrases that mean the platform unless the sentence speaks of something else (`loneVetoes` in platform-frames.ts)
 * - `framed`: words with other meanings; only with a frame near by (platform-frames.ts)
 * - `strict`: everyday words; only with a frame that fits nothing else
 * - `tags`: hashtags that mean it ("#ff")
 * - `phrases`: further phrases that mean this platform alone (syntax: compile-phrases.ts)
 * - `hosts`: their web addresses, as label.tld
 */
export type Platform = {
  readonly id: string;
  readonly anywhere?: readonly string[];
  readonly always?: readonly string[];
  readonly misspelt?: readonly string[];
  readonly lone?: readonly string[];
  readonly framed?: readonly string[];
  readonly strict?: readonly string[];
  readonly tags?: readonly string[];
  readonly phrases?: readonly string[];
  readonly hosts?: readonly string[];
};
