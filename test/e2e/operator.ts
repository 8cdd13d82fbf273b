import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { TurnEvent, TurnEventOf } from "../../brain/core/turn.ts";
import { jsonLines, type RunOptions, sandbox } from "./program.ts";

/** The keys of connections `a` and `b`, in A_KEY and B_KEY. */
export const keys = { a: "secret-key-0123", b: "secret-key-4567" } as const;

/** Folders of operators: each with an understudy.yaml and a home of its own. */
export const operator = () => {
  const { folder, env, run, remove } = sandbox();
  let folders = 0;
  return {
    remove,
    /** @param settings what stands in understudy.yaml, or its text */
    settle(settings: object | string) {
      const cwd = join(folder, `operator-${++folders}`);
      const home = join(cwd, "home");
      mkdirSync(cwd);
      const write = (changed: object | string) =>
        writeFileSync(
          join(cwd, "understudy.yaml"),
          typeof changed === "string" ? changed : JSON.stringify(changed, null, 2),
        );
      write(settings);
      const own = { ...env, UNDERSTUDY_HOME: home, A_KEY: keys.a, B_KEY: keys.b };
      return {
        cwd,
        home,
        env: own,
        write,
        run: (args: readonly string[], options: RunOptions = {}) =>
          run(args, { cwd, ...options, env: { ...own, ...options.env } }),
      };
    },
  };
};

/** What a program printed with `--json`, by turn. */
export const turnsOf = (stdout: string) => {
  const turns: TurnEvent[][] = [];
  for (const event of jsonLines<TurnEvent>(stdout)) {
    turns[event.turn - 1] ??= [];
    turns[event.turn - 1]?.push(event);
  }
  return turns.map((events) => {
    const all = <Type extends TurnEvent["type"]>(type: Type) =>
      events.filter((event): event is TurnEventOf<Type> => event.type === type);
    return { all, reply: all("reply")[0], usage: all("usage")[0] };
  });
};
