import { createHash, randomUUID } from "node:crypto";
import { InputError } from "../../brain/core/errors.ts";
import type { EvalCase } from "../../brain/core/evaluation.ts";
import type { RunInfo, RunStore } from "../../brain/core/ports.ts";
import { trainsetHash } from "../../optimizers/example-hash.ts";
import about from "../../package.json" with { type: "json" };
import { addressesOf } from "../config.ts";
import type { OpenedRunner } from "../runner/open-runner.ts";
import type { EvalProgram } from "./eval-programs.ts";
import type { EvalSettings } from "./eval-settings.ts";

/** What a run is asked to do: what must be the same for it to be gone on with. */
export const runInfo = (
  settings: EvalSettings,
  runner: OpenedRunner,
  asked: {
    readonly cases: readonly EvalCase[];
    readonly split: string;
    readonly programs: readonly EvalProgram[];
    readonly replies: boolean;
  },
): RunInfo => {
  const createdAt = new Date().toISOString();
  const { seed = 1, repeat } = settings;
  const { file, lmName } = runner;
  return {
    id: `${createdAt.slice(0, 19).replaceAll(/[-:]/g, "").replace("T", "-")}-${randomUUID().slice(0, 4)}`,
    kind: "eval",
    createdAt,
    code: about.version,
    persona: file.persona.name,
    lm: asked.replies ? lmName : "none",
    embedder: asked.programs[0] ? embedderName(asked.programs[0]) : "none",
    seed,
    repeat,
    split: asked.split,
    cases: sha256(asked.cases),
    setup: setupHash(runner),
    circumstances: circumstancesHash(settings, runner),
    answers: asked.cases.length * asked.programs.length * repeat,
    programs: asked.programs.map(({ name, id, program }) => ({ name, id, optimizer: program.optimizer })),
  };
};

/** SHA-256, in hex, of the persona's file and the examples. */
export const setupHash = ({ file, examples }: OpenedRunner): string => sha256([file.persona, trainsetHash(examples)]);

/** The same of what else answers depend on beside model, seed, cases and programs. */
export const circumstancesHash = (
  { now, exclude = [] }: Pick<EvalSettings, "now" | "exclude">,
  { config }: OpenedRunner,
): string => sha256([now ?? null, [...exclude].toSorted(), addressesOf(config)]);

const embedderName = ({ program: { embedder } }: EvalProgram): string => `${embedder.provider}:${embedder.model}`;

/** SHA-256, in hex, of a value as JSON. */
const sha256 = (value: unknown): string => createHash("sha256").update(JSON.stringify(value)).digest("hex");

/** The run to go on with: the one that was named, or the newest that was asked the same. @throws {InputError} */
export const runToResume = async (store: RunStore, wanted: RunInfo, resume: true | string): Promise<RunInfo> => {
  const runs = (await store.list()).filter(({ kind }) => kind === "eval");
  const found = resume === true ? runs.find((run) => differences(run, wanted).length === 0) : undefined;
  if (found) return found;
  const named = resume === true ? runs[0] : runs.find(({ id }) => id === resume);
  if (named === undefined) {
    throw new InputError({
      what: resume === true ? "no run was begun yet" : `there is no run ${JSON.stringify(resume.slice(0, 80))}`,
      where: "--resume",
      fix: "start without --resume",
    });
  }
  const different = differences(named, wanted);
  if (different.length === 0) return named;
  throw new InputError({
    what: `${resume === true ? `no run was asked the same; the newest, ${named.id},` : `the run ${named.id}`} differs in ${different.join(", ")}`,
    where: "--resume",
    fix: "give the same options again, or start without --resume",
  });
};

/** What two runs differ in that makes their answers different. */
const differences = (one: RunInfo, other: RunInfo): readonly string[] =>
  Object.entries(keysInWords).flatMap(([key, words]) =>
    JSON.stringify(one[key as keyof RunInfo]) === JSON.stringify(other[key as keyof RunInfo]) ? [] : [words],
  );

/** The keys that have to be the same, and what a person is told of them. (`Object.entries` forgets what keys are.) */
const keysInWords: Readonly<Partial<Record<keyof RunInfo, string>>> = {
  code: "version of Understudy",
  persona: "persona",
  lm: "model",
  embedder: "embedder",
  seed: "seed",
  repeat: "repetitions",
  split: "split or suite",
  cases: "cases",
  setup: "persona file or examples",
  circumstances: "--now, --exclude or server",
  programs: "programs",
};
