import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, test } from "vitest";
import {
  dataPathFor,
  defaultHome,
  defaultPersonaPath,
  modelsFolder,
  packageRoot,
  splitsPathFor,
} from "../../app/paths.ts";
import { temporaryFolder } from "./temporary-folder.ts";

test("the root of the sources holds this project's folders", () => {
  expect(packageRoot()).toBe(join(import.meta.dirname, "..", ".."));
});

test("the root is found from a bundle too, past a package.json of another name", () => {
  const { folder, write } = temporaryFolder();
  write("package.json", '{ "name": "understudy" }');
  mkdirSync(join(folder, "dist", "chunks"), { recursive: true });
  write("dist/package.json", '{ "name": "something-else", "type": "module" }');
  const bundle = pathToFileURL(join(folder, "dist", "chunks", "chat.js")).href;
  expect(packageRoot(bundle)).toBe(folder);
});

test("a program torn from its package says so", () => {
  const { folder } = temporaryFolder();
  expect(() => packageRoot(pathToFileURL(join(folder, "chat.js")).href)).toThrow(/no package\.json named understudy/);
});

test("data, splits and models lie where the design puts them", () => {
  expect(defaultPersonaPath("/r")).toBe(join("/r", "training_data", "persona.yaml"));
  expect(dataPathFor("/mine/persona.yaml")).toBe(join("/mine", "conversations.json"));
  expect(splitsPathFor("/mine/conversations.json")).toBe(join("/mine", "splits.json"));
  expect(modelsFolder("/r")).toBe(join("/r", "training_data", "models"));
  expect(defaultHome("/work")).toBe(join("/work", ".understudy"));
});
