import { breathe } from "./breathe.ts";

/**
 * What opens a chat, loaded part by part: evaluated in one run, its modules would hold the event loop for 40 ms, and keys
 * that are typed meanwhile would be seen as late.
 */
export const loadCompose = async (): Promise<typeof import("./compose.ts")> => {
  for (const load of parts) {
    await load();
    await breathe();
  }
  return import("./compose.ts");
};

/** Each needs little that those before it have not loaded. */
const parts: readonly (() => Promise<unknown>)[] = [
  () => import("yaml"),
  () => import("../brain/core/persona.ts"),
  () => import("./load-persona.ts"),
  () => import("../guards/index.ts"),
  () => import("./persona-guards.ts"),
  () => import("./speakers.ts"),
  () => import("./load-conversations.ts"),
  () => import("./programs/open-chosen.ts"),
  () => import("../brain/signatures/define-signature.ts"),
  () => import("../brain/signatures/respond.ts"),
  () => import("./chat/create-chat.ts"),
];
