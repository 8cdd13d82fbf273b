import { readdir } from "node:fs/promises";
import { dirname, join, relative, sep } from "node:path";
import { defaultPersonaPath } from "../../../app/paths.ts";
import { peekPersonaName } from "../../../app/peek-persona.ts";
import { displayLine } from "../display-text.ts";
import { typedPath } from "./typed-path.ts";

/** A file or a folder to choose; a persona has the name that its file gives. */
export type PersonaPath = { readonly path: string; readonly name?: string };

/** Entries of a folder that are looked at. */
const entryLimit = 200;

/** Personas that come with the program, and what begins as the path that is being typed. Never throws. */
export const personaPaths = async (typed: string): Promise<readonly PersonaPath[]> => {
  const known = (await ownPersonas()).filter((path) => path.includes(typed) && isPlain(path)).flatMap(named);
  const written = typed === "" ? [] : await begunAs(typed);
  return [...known, ...written.filter(({ path }) => !known.some((each) => each.path === path))];
};

const ownPersonas = async (): Promise<readonly string[]> => {
  const first = defaultPersonaPath();
  const folder = join(dirname(first), "personas");
  const others = (await entries(folder)).flatMap(({ name, isFolder }) =>
    isFolder ? [join(folder, name, "persona.yaml")] : [],
  );
  const present = await Promise.all(
    others.map(async (path) => (await entries(dirname(path))).some(({ name }) => name === "persona.yaml")),
  );
  return [first, ...others.filter((_, at) => present[at])].map(shown);
};

const begunAs = async (typed: string): Promise<readonly PersonaPath[]> => {
  const at = typed.lastIndexOf("/") + 1;
  const [folder, begun] = [typed.slice(0, at), typed.slice(at)];
  const found = await entries(typedPath(folder === "" ? "." : folder));
  return found
    .filter(({ name }) => name.startsWith(begun) && (begun !== "" || !name.startsWith(".")) && isPlain(name))
    .flatMap(({ name, isFolder }): readonly PersonaPath[] => {
      if (isFolder) return [{ path: `${folder}${name}/` }];
      return /\.ya?ml$/i.test(name) ? named(`${folder}${name}`) : [];
    });
};

/** What a file without a name, which is no persona's, is called. */
const nameless = "the persona";

const named = (path: string): readonly PersonaPath[] => {
  const name = peekPersonaName(typedPath(path));
  return name === nameless ? [] : [{ path, name: displayLine(name) }];
};

/** As one would type it from here. */
const shown = (path: string): string => {
  const near = relative("", path);
  return near.startsWith(`..${sep}`) || near === "" ? path : near;
};

const entries = async (folder: string): Promise<readonly { readonly name: string; readonly isFolder: boolean }[]> => {
  try {
    const found = await readdir(folder, { withFileTypes: true });
    return found
      .slice(0, entryLimit)
      .map((entry) => ({ name: entry.name, isFolder: entry.isDirectory() }))
      .sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch {
    return []; // a folder that is not there, or not ours to read, offers nothing
  }
};

/** Whether it can be put into the input as it is. */
const isPlain = (name: string): boolean => displayLine(name) === name;
