import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadPersona } from "../app/load-persona.ts";
import { defaultPersonaPath } from "../app/paths.ts";
import type { DemoIndex, Embedder, ModelConnection } from "../brain/core/ports.ts";
import type { CompiledProgram } from "../brain/core/program.ts";
import type { Message } from "../brain/core/turn.ts";
import { chooseIndex } from "../optimizers/choose-index.ts";
import { demoSelector } from "../optimizers/demo-selector.ts";
import { defaultDemoSettings } from "../optimizers/demo-settings.ts";
import { knnFewShot } from "../optimizers/knn-few-shot.ts";
import { programStore } from "../store/program-store.ts";
import { countedEmbedder, instantModel, student } from "./bench-parts.ts";
import { argsortOfDots, bootstrapPerTurn, type FullSearch, respondOnce } from "./bootstrap-per-turn.ts";
import { numpyTime } from "./demo-search.ts";
import { median, type Row, row } from "./measure.ts";
import { syntheticExamples, syntheticMessage } from "./synthetic-examples.ts";

const size = 10_000;
const k = 3;
/** Turns in a row; warm-up and turns are whole blocks. */
const block = 20;
const warmUp = 60;
const turns = 200;
const trainset = syntheticExamples(size);

/** One side of the comparison, and what it was seen to do. */
type Side = {
  readonly answer: (messages: readonly Message[]) => Promise<unknown>;
  readonly asked: ReturnType<typeof instantModel>["asked"];
  /** Milliseconds of each turn, and those of its search. */
  readonly took: number[];
  readonly searched: number[];
};

/**
 * One turn of ours against one of `bootstrapPerTurn`, over the same 10,000 examples, embedder, prompt and instant model. The
 * same work on both sides: embed the query, search, make the prompts, parse the answers; no guards, no mood, no record. Their
 * search is counted as numpy's, since that is what they search with, where numpy is here; and once as ours, so that
 * nothing differs but the algorithm.
 */
export const againstBootstrap = async (): Promise<readonly Row[]> => {
  const { embedder } = countedEmbedder();
  const { persona } = await loadPersona(defaultPersonaPath());
  const program = await knnFewShot(defaultDemoSettings, { embedder }).compile(student, trainset);
  const selectorOf = async (compiled: CompiledProgram) =>
    demoSelector(compiled, {
      embedder,
      index: await chooseIndex({ vectors: compiled.vectors, dimensions: compiled.embedder.dimensions }),
    });
  const selector = await selectorOf(program);

  const index = await chooseIndex({ vectors: program.vectors, dimensions: program.embedder.dimensions });
  const ours = side((lm) => async (messages) => {
    await respondOnce({ lm, persona }, messages, await selector.select({ messages, k }));
  });
  const theirs = async (nearest: number) => {
    const searched: number[] = [];
    const search: FullSearch = (...given) => {
      const from = performance.now();
      const found = argsortOfDots(...given);
      searched.push(performance.now() - from);
      return found;
    };
    const { lm, asked } = instantModel();
    const { answer } = await bootstrapPerTurn({ lm, persona }, trainset, { k: nearest, embedder, search });
    return { answer, asked, took: [], searched };
  };
  const [three, five] = [await theirs(3), await theirs(5)];
  const ourSearch = await inTurns([ours, three, five], embedder, index);
  const numpy = await numpySearch(embedder, program);
  const reloaded = await afterReload(program, selectorOf);
  const published = await bootstrapPerTurn({ lm: instantModel().lm, persona }, trainset.slice(0, 1), {
    k,
    embedder,
    search: argsortOfDots,
  });
  const searchedWith =
    numpy === undefined ? "argsort(dot) without numpy" : `numpy's argsort(dot), ${numpy.toFixed(2)} ms`;
  /** Their time of each turn with another search: in milliseconds, by turn. */
  const timesWith = (their: Side, search: (turn: number) => number | undefined) =>
    their.took.map((ms, turn) => ms - (their.searched[turn] ?? 0) + (search(turn) ?? their.searched[turn] ?? 0));
  const withNumpy = (their: Side) => timesWith(their, () => numpy);
  /** Of blocks that followed each other, so that a busy machine slows both. */
  const ratio = (times: readonly number[]) => {
    const blocks = Array.from({ length: turns / block }, (_, at) => [at * block, (at + 1) * block] as const);
    return median(blocks.map((ends) => median(ours.took.slice(...ends)) / median(times.slice(...ends))));
  };
  return [
    { what: "", value: `ours, k=${k}`, limit: "theirs, k=3 | k=5" },
    beside("model calls a turn", calls(ours), [calls(three), calls(five)]),
    beside("the client's own replies among the demos", share(ours), [share(three), share(five)]),
    beside(
      "ms a turn, same work (embed, search, prompt, parse), p50",
      median(ours.took).toFixed(2),
      [three, five].map((their) => median(withNumpy(their)).toFixed(2)),
    ),
    beside(
      "demos of the program after save and load",
      `${reloaded} of ${k}`,
      [3, 5].map((nearest) => `${published.save().demos.length} of ${nearest}`),
    ),
    // With prompts and parsing alike on both sides, one call to four saves 4× at most; the rest is the search.
    row("ours / theirs, k=3, both in this language (they sort all dot products)", ratio(three.took), 0.2, "×"),
    row(`  with their search by ${searchedWith}`, ratio(withNumpy(three)), undefined, "×"),
    row("  with their search by our index", ratio(timesWith(three, (turn) => ourSearch[turn])), undefined, "×"),
    row("model calls a turn, ours", ours.asked.calls / turns, 1, ""),
  ];
};

const side = (open: (lm: ModelConnection) => Side["answer"]): Side => {
  const { lm, asked } = instantModel();
  return { answer: open(lm), asked, took: [], searched: [] };
};

/**
 * Lets all sides answer all messages, a block of turns each in their turn: a busy machine slows all of them, and none
 * finds its memory swept out by the others at every turn. Returns the milliseconds of our own search for each message.
 */
const inTurns = async (sides: readonly Side[], embedder: Embedder, index: DemoIndex): Promise<readonly number[]> => {
  const searched: number[] = [];
  for (let first = 0; first < warmUp + turns; first += block) {
    if (first === warmUp) {
      searched.length = 0;
      for (const { asked, took, searched: theirs } of sides) asked.calls = took.length = theirs.length = 0;
    }
    const texts = Array.from({ length: block }, (_, at) => syntheticMessage(300_000 + first + at));
    const queries = await Promise.all(texts.map((text) => embedder.embed([text])));
    for (const query of queries) {
      const from = performance.now();
      index.search(query, k);
      searched.push(performance.now() - from);
    }
    for (const { answer, took } of sides) {
      for (const text of texts) {
        const from = performance.now();
        await answer([{ from: "user", text }]);
        took.push(performance.now() - from);
      }
    }
  }
  return searched;
};

const numpySearch = async (embedder: Embedder, { vectors, embedder: { dimensions } }: CompiledProgram) => {
  const asked = await embedder.embed(Array.from({ length: 200 }, (_, query) => syntheticMessage(400_000 + query)));
  return numpyTime(vectors, asked, vectors.length / dimensions, dimensions);
};

/** Demos that the program chooses after it was saved, loaded and joined to its examples, and that it had chosen before. */
const afterReload = async (
  program: CompiledProgram,
  selectorOf: (compiled: CompiledProgram) => Promise<ReturnType<typeof demoSelector>>,
): Promise<number> => {
  const directory = mkdtempSync(join(tmpdir(), "understudy-bench-"));
  try {
    const store = programStore({ directory });
    await store.save(program);
    const loaded = await store.load(program.embedder);
    if (loaded === undefined) return 0;
    const messages: readonly Message[] = [{ from: "user", text: syntheticMessage(1) }];
    const [before, after] = await Promise.all(
      [program, { ...loaded, trainset }].map(async (each) => (await selectorOf(each)).select({ messages, k })),
    );
    return (after ?? []).filter(({ id }, at) => before?.[at]?.id === id).length;
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
};

const calls = ({ asked }: Side): string => (asked.calls / turns).toFixed(2);

const ownReplies = new Set(trainset.map(({ reply }) => reply));
const share = ({ asked }: Side): string =>
  `${[...asked.replies].filter((reply) => ownReplies.has(reply)).length} of ${asked.demos}`;

const beside = (what: string, ours: string, theirs: readonly string[]): Row => ({
  what,
  value: ours,
  limit: theirs.join(" | "),
});
