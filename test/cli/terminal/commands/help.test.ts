import { describe, expect, it } from "vitest";
import { help } from "../../../../cli/terminal/commands/help.ts";
import { helpGroups } from "../../../../cli/terminal/commands/help-groups.ts";
import { commands } from "../../../../cli/terminal/commands/index.ts";
import { columnsOf } from "../../../../cli/terminal/graphemes.ts";
import { fakeContext, refusal, runFake } from "./fake-context.ts";

describe("/help", () => {
  it("lists every command and its summary, in groups, and the keys", async () => {
    const { told } = await runFake(help);
    for (const { name, summary } of commands) {
      expect(told()).toContain(`/${name}`);
      expect(told()).toContain(summary);
    }
    for (const { title } of helpGroups) expect(told()).toContain(title);
    for (const key of ["Ctrl+J", "Ctrl+R", "Ctrl+X Ctrl+E", "Ctrl+O"]) expect(told()).toContain(key);
  });

  it("has each command in one group, in the order in which they are registered", () => {
    expect(helpGroups.flatMap(({ names }) => names)).toEqual(commands.map(({ name }) => name));
  });

  it("takes one row for each at 80 columns", async () => {
    const { rows } = await runFake(help, "", { columns: 80 });
    // keys, their title, groups and commands
    expect(rows).toHaveLength(14 + 1 + helpGroups.length + commands.length);
  });

  it.each([80, 60, 40, 24])("fits %i columns", async (columns) => {
    const { context, rows, told } = await runFake(help, "", { columns });
    expect(rows.length).toBeGreaterThan(context.commands.length);
    const table = told().split("\n").slice(0, rows.length);
    expect(Math.max(...table.map(columnsOf))).toBeLessThanOrEqual(columns);
  });

  it.each(["keep", "/keep", "KEEP"])("tells more of %s", async (argument) => {
    const { told } = await runFake(help, argument);
    expect(told()).toContain("/keep [turn] [better reply]");
    expect(told()).toContain("/keep 3 Let it rain.");
  });

  it("tells of no key and no command that does nothing where lines follow each other", async () => {
    const fake = fakeContext();
    await help.run({ ...fake.context, face: "lines" }, "");
    expect(fake.told()).toContain("goes on with the next line");
    expect(fake.told()).not.toMatch(/Ctrl\+[OLRXZW]|PageUp|Esc|\/inspect|\/clear|\/copy/);
    await help.run({ ...fake.context, face: "lines" }, "why");
    expect(fake.told()).not.toContain("Ctrl+O");
    expect((await runFake(help, "why")).told()).toContain("Ctrl+O");
  });

  it("explains the figures of /why", async () => {
    const { told } = await runFake(help, "why");
    for (const sign of ["0.66 +0.09", "apart", "(wanted)", "1510 in, 18 out"]) expect(told()).toContain(sign);
  });

  it("says what was likely meant", async () => {
    expect(await refusal(help, "kep")).toContain("/help keep");
    expect(await refusal(help, "zzzzzz")).toContain("/help lists the commands");
  });

  it("lists commands of no group among the rest", async () => {
    const fake = fakeContext();
    const dance = { name: "dance", summary: "dances", run: () => {} };
    await help.run({ ...fake.context, commands: [...commands, dance] }, "");
    expect(fake.told()).toMatch(/the rest[\s\S]*\/dance +dances/);
  });

  it("completes names", async () => {
    expect(await help.complete?.(fakeContext().chat, "re")).toMatchObject([
      { label: "retry" },
      { label: "redo" },
      { label: "resume" },
      { label: "rename" },
      { label: "reload" },
    ]);
  });
});
