import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { BrainError, ProgramError } from "../brain/core/errors.ts";
import type { RunInfo, RunStore } from "../brain/core/ports.ts";
import { partsOfDay, sentiments } from "../brain/core/turn.ts";
import { cancelled, lineAppender } from "./append-line.ts";
import { readLines } from "./read-lines.ts";
import { reserve } from "./reserve.ts";
import { demoSharer } from "./share-demos.ts";
import { errnoOf, StoreError } from "./store-error.ts";
import { writeTogether } from "./write-together.ts";

const message = z.object({ from: z.enum(["user", "persona"]), text: z.string(), at: z.string().optional() });

const evalCase = z.object({
  id: z.string(),
  conversation: z.string(),
  messages: z.array(message),
  expected: z.string().optional(),
  tags: z.array(z.string()),
  at: z.string().optional(),
  assertions: z
    .array(
      z.object({
        type: z.string(),
        negated: z.boolean(),
        value: z.unknown().optional(),
        threshold: z.number().optional(),
        weight: z.number(),
      }),
    )
    .optional(),
  metadata: z.record(z.string(), z.unknown()).optional(),
});

const prediction = z.object({
  pipeline: z.string(),
  sentiment: z.enum(sentiments),
  context: z.object({
    localTime: z.string(),
    partOfDay: z.enum(partsOfDay),
    conversationLength: z.string(),
    sinceLastMessage: z.string(),
  }),
  demos: z.array(
    z.object({
      id: z.string(),
      conversation: z.string(),
      messages: z.array(message),
      reply: z.string(),
      tags: z.array(z.string()),
      rating: z.number().optional(),
      similarity: z.number(),
    }),
  ),
  isFixed: z.literal(true).optional(),
  reply: z
    .object({
      text: z.string(),
      by: z.enum(["model", "fallback", "safe", "care", "goodbye"]),
      ended: z.enum(["complete", "cut-by-guard", "cut-by-connection"]),
      lm: z.string(),
      calls: z.int().min(0),
      promptTokens: z.number().min(0),
      completionTokens: z.number().min(0),
      ms: z.number().min(0),
    })
    .optional(),
  verdicts: z.array(
    z.object({
      side: z.enum(["input", "output"]),
      guard: z.string(),
      action: z.enum(["steer", "mask", "block"]),
      category: z.string().optional(),
      reason: z.string().optional(),
      attempt: z.int().min(0),
    }),
  ),
});

const runLine = z.object({
  program: z.string(),
  repeat: z.int().min(0),
  case: evalCase,
  prediction: prediction.optional(),
  error: z.object({ code: z.string(), message: z.string() }).optional(),
});

const runInfo = z.object({
  id: z.string(),
  kind: z.enum(["eval", "simulate"]),
  createdAt: z.string(),
  code: z.string(),
  persona: z.string(),
  lm: z.string(),
  embedder: z.string(),
  seed: z.number(),
  repeat: z.int().min(1),
  split: z.string(),
  cases: z.string(),
  setup: z.string(),
  circumstances: z.string(),
  answers: z.int().min(0).optional(),
  programs: z.array(z.object({ name: z.string(), id: z.string(), optimizer: z.string() })),
});

/** Ids come from command lines, too: none may lead out of the folder. */
const plainId = /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/;

/** Runs that a message names. */
const shownRuns = 5;

/**
 * Runs in `directory`, a folder `{run.json, predictions.jsonl}` each. A line is one write, whole or passed over later;
 * what a newer version adds to lines is kept as it is.
 *
 * Every method throws {@link StoreError} where the disk fails.
 */
export const runStore = ({ directory }: { readonly directory: string }): RunStore => {
  const linesPath = (id: string) => join(directory, id, "predictions.jsonl");
  const append = lineAppender({ mark: cancelled });

  const infoOf = async (id: string): Promise<RunInfo | undefined> => {
    const path = join(directory, id, "run.json");
    const text = await readFile(path, "utf8").catch((error: unknown) => {
      if (["ENOENT", "ENOTDIR"].includes(errnoOf(error) ?? "")) return undefined;
      throw new StoreError("unreadable", path, error);
    });
    if (text === undefined) return undefined;
    const parsed = runInfo.safeParse(parse(text));
    if (!parsed.success || parsed.data.id !== id) {
      throw new ProgramError("damaged", `${path} cannot be read as what a run was asked to do. Start a new run.`);
    }
    return parsed.data;
  };

  const list = async (): Promise<readonly RunInfo[]> => {
    const ids = await readdir(directory).catch((error: unknown) => {
      if (errnoOf(error) === "ENOENT") return [];
      throw new StoreError("unreadable", directory, error);
    });
    const infos = await Promise.all(ids.filter((id) => plainId.test(id)).map((id) => infoOf(id).catch(unlessBug)));
    return infos.flatMap((info) => info ?? []).toSorted((a, b) => newestFirst(a, b));
  };

  const missing = async (id: string): Promise<never> => {
    const known = (await list()).slice(0, shownRuns).map((run) => run.id);
    throw new ProgramError(
      "missing",
      `There is no run ${JSON.stringify(id.slice(0, 100))}. ${known.length === 0 ? "None was kept yet" : `The newest are ${known.join(", ")}`}.`,
    );
  };

  return {
    list,

    async create(info) {
      if (!plainId.test(info.id))
        throw new ProgramError("mismatched", `A run cannot be named ${JSON.stringify(info.id)}.`);
      const path = join(directory, info.id, "run.json");
      if ((await infoOf(info.id)) !== undefined) throw new ProgramError("taken", `There is a run ${info.id} already.`);
      await writeTogether([{ path, data: `${JSON.stringify(info, null, 1)}\n` }]);
    },

    async load(id) {
      const info = plainId.test(id) ? await infoOf(id) : undefined;
      if (info === undefined) return missing(id);
      const lines = await readLines(linesPath(id), runLine, demoSharer());
      // Put again at its first place: the order is that in which cases were first answered.
      const last = new Map(lines.map((line) => [JSON.stringify([line.program, line.case.id, line.repeat]), line]));
      return { info, lines: [...last.values()] };
    },

    async append(id, line) {
      if (!plainId.test(id)) await missing(id);
      await append(linesPath(id), JSON.stringify(line)).catch((error: unknown) => {
        throw new StoreError("unwritable", linesPath(id), error);
      });
    },

    async reserve(id) {
      if (!plainId.test(id)) await missing(id);
      return reserve(join(directory, ".reserved", id), `The run ${id} is being worked on`);
    },
  };
};

const newestFirst = (a: RunInfo, b: RunInfo): number =>
  a.createdAt < b.createdAt ? 1 : a.createdAt > b.createdAt ? -1 : a.id < b.id ? 1 : -1;

const unlessBug = (error: unknown): undefined => {
  if (error instanceof BrainError) return undefined;
  throw error;
};

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};
