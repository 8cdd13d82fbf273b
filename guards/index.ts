import type { Persona } from "../brain/core/persona.ts";
import type { InputGuard } from "../brain/core/ports.ts";
import { crisis } from "./input/crisis.ts";
import { identity } from "./input/identity.ts";
import { inPersonMeetings } from "./output/in-person-meetings.ts";
import { socialPlatforms } from "./output/social-platforms.ts";
import { readText, rememberLatest } from "./read-text.ts";
import type { StreamGuard } from "./stream-guard.ts";

/** What of a persona decides which guards stand at the door. */
export type GuardedPersona = Pick<Persona, "policy"> & { readonly platform?: string | undefined };

/** The guards of replies, in the policy's order. A category that the policy does not name is forbidden. */
export const outputGuards = ({ policy, platform }: GuardedPersona): StreamGuard[] => {
  const read = rememberLatest(readText);
  const guards = {
    "social-platforms": () => socialPlatforms({ ...(platform !== undefined && { platform }), read }),
    "in-person-meetings": () => inPersonMeetings({ read }),
  };
  return outputCategories.filter((name) => policy[name] !== "allowed").map((name) => guards[name]());
};

/** The names of the output guards, which are their categories. */
export const outputCategories = ["social-platforms", "in-person-meetings"] as const;

/** The guards of the user's messages, the most severe first. None can be switched off. */
export const inputGuards = (): InputGuard[] => {
  const read = rememberLatest(readText);
  return [crisis({ read }), identity({ read })];
};
