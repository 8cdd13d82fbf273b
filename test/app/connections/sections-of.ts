import { loadSections } from "../../../app/load-sections.ts";
import type { Sections } from "../../../app/sections.ts";
import { temporaryFolder } from "../temporary-folder.ts";

/** What an understudy.yaml of this text says. */
export const sectionsOf = (text: string): Promise<Sections> => {
  const { folder, write } = temporaryFolder();
  write("understudy.yaml", text);
  return loadSections(folder);
};
