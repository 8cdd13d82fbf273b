import { loadPersona } from "../load-persona.ts";
import { defaultPersonaPath } from "../paths.ts";
import type { Settings } from "../settings.ts";

/** `model.fallback_lm` of the persona that would speak. @throws {InputError} of its file */
export const personaFallback = async ({ persona = defaultPersonaPath() }: Settings): Promise<string | undefined> =>
  (await loadPersona(persona)).persona.model.fallback_lm;
