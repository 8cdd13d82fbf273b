import { mkdirSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { persona } from "../../../../cli/terminal/commands/persona.ts";
import { temporaryFolder } from "../../../app/temporary-folder.ts";
import { fakeContext, runFake } from "./fake-context.ts";

const completed = async (argument: string) => (await persona.complete?.(fakeContext().chat, argument)) ?? [];

describe("/persona", () => {
  it("tells who speaks and where that is written", async () => {
    const { told } = await runFake(persona);
    expect(told()).toContain("Mara · training_data/persona.yaml");
    expect(told()).toContain("1234 examples of training_data/conversations.json");
  });

  it("begins a conversation with another one", async () => {
    const { calls, told } = await runFake(persona, "roz.yaml");
    expect(calls).toEqual([["choosePersona", "roz.yaml"]]);
    expect(told()).toContain("Read: Roz, 40 examples.");
    expect(told()).toContain("/resume returns to it");
  });

  it("reads a path as a shell would", async () => {
    expect((await runFake(persona, "~/roz.yaml")).calls).toEqual([["choosePersona", join(homedir(), "roz.yaml")]]);
    expect((await runFake(persona, '"my roz.yaml"')).calls).toEqual([["choosePersona", "my roz.yaml"]]);
  });

  it("completes the personas that come with the program, with their names", async () => {
    const found = await completed("");
    expect(found[0]).toMatchObject({ text: "/persona training_data/persona.yaml" });
    expect(found.map(({ label }) => label)).toContain("training_data/personas/roz/persona.yaml");
    expect(found.every(({ detail }) => detail !== undefined && detail !== "")).toBe(true);
    expect(await completed("roz")).toMatchObject([{ label: "training_data/personas/roz/persona.yaml" }]);
  });

  it("completes what is typed", async () => {
    const { folder, write } = temporaryFolder();
    mkdirSync(join(folder, "others"));
    write("one.yaml", "name: Ines\n");
    write("notes.txt", "");
    write("other.yaml", "chat: {}\n");
    expect(await completed(`${folder}/`)).toEqual([
      { text: `/persona ${folder}/one.yaml`, label: `${folder}/one.yaml`, cut: "front", detail: "Ines" },
      { text: `/persona ${folder}/others/`, label: `${folder}/others/`, cut: "front" },
    ]);
    expect(await completed(`${folder}/nowhere/x`)).toEqual([]);
  });
});
