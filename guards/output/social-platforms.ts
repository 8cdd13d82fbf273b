import { allow } from "../../brain/core/turn.ts";
import type { Compile } from "../compile-later.ts";
import type { Platform } from "../data/platforms/platform.ts";
import { findPlatforms } from "../find-platforms.ts";
import { forbiddenPlatforms, knownPlatform, namesOf, pairsOf } from "../platform-names.ts";
import { type ReadText, readText, type Token, unfinishedFrom } from "../read-text.ts";
import type { StreamGuard } from "../stream-guard.ts";
import { inContext } from "./in-context.ts";

export type SocialPlatformsOptions = {
  /** The one platform that may be named, by any of its names or hosts ("onlyfans", "x.com"). */
  readonly platform?: string;
  readonly read?: ReadText;
  readonly compile?: Compile;
};

const category = "social-platforms";

/** Whether anything is known of a platform by this name or host. */
export const isKnownPlatform = (named: string): boolean => knownPlatform(named) !== undefined;

/** Blocks replies that name a social or messaging platform other than the persona's own. */
export const socialPlatforms = ({ platform, read = readText, compile }: SocialPlatformsOptions = {}): StreamGuard => {
  const forbidden = forbiddenPlatforms(platform);
  const find = findPlatforms(forbidden, namesOf(knownPlatform(platform)), read, compile);
  const begins = beginningsOf(forbidden);
  return {
    name: category,
    near: true,
    check: (output) =>
      inContext(
        output,
        (text, from) => {
          const mention = find(text).find(({ span }) => span[1] > from);
          if (mention === undefined) return allow;
          const reason = `names ${mention.platform}`;
          return { action: "block", guard: category, category, reason, span: mention.span };
        },
        read,
      ),
    openFrom: (text) => unfinishedFrom(text, read, begins),
  };
};

/** The first halves of hosts and of names written as two words: what stands after them decides. */
function beginningsOf(forbidden: readonly Platform[]): (last: Token, after: string) => boolean {
  const halves = new Set(
    [...pairsOf(forbidden).keys()].flatMap((name) =>
      Array.from({ length: name.length - 2 }, (_, at) => name.slice(0, at + 2)),
    ),
  );
  const labels = new Set(forbidden.flatMap(({ hosts = [] }) => hosts.map((host) => host.split(".")[0])));
  return ({ word }, after) => halves.has(word) || (labels.has(word) && after.includes("."));
}
