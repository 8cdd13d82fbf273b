import type { Decision } from "./decision.ts";
import type { LmError } from "./errors.ts";
import type { EvalCase, Metric, Prediction, ScoredCase, Summary } from "./evaluation.ts";
import type { Demo, Example } from "./example.ts";
import type { CompiledProgram, EmbedderIdentity, Student } from "./program.ts";
import type { Account, OnSpend } from "./spend.ts";
import type { Block, InputVerdict, Message, OutputVerdict, SentimentReading } from "./turn.ts";

/** A blocked attempt at a reply, handed back to the model as feedback. */
export type Rejected = { readonly text: string; readonly reason: string };

/** What is asked of a model, its parts kept apart: a provider flattens them to chat turns, the offline model uses them as they are. */
export type ChatRequest = {
  readonly system: string;
  readonly demos: readonly Demo[];
  readonly history: readonly Message[];
  /** The final user turn as rendered from the signature: its fields with their labels. */
  readonly message: string;
  /** The signature's input fields by name, before rendering (`message`, `partOfDay`, …). */
  readonly inputs: Readonly<Record<string, string>>;
  readonly rejected: readonly Rejected[];
  /** All that the persona said in this conversation, also what lies before the bounded `history`. */
  readonly heard?: readonly string[];
  /** 0–2. */
  readonly temperature: number;
  readonly maxTokens: number;
  readonly seed?: number;
};

export type ChatPart =
  | { readonly type: "text"; readonly text: string }
  | {
      readonly type: "usage";
      readonly promptTokens: number;
      readonly completionTokens: number;
      /** Counted here, since the server told none. */
      readonly isEstimated?: boolean;
      /** The reply was cut because it had come to `maxTokens`. */
      readonly isCut?: boolean;
    };

export type Identity = {
  readonly provider: string;
  readonly model: string;
  /** Its name in understudy.yaml. */
  readonly connection?: string;
};

/** What goes along with a call to a model or an embedder. */
export type CallOptions = {
  readonly signal?: AbortSignal;
  /** Whom it is made for: where a ledger is kept, it counts for them. */
  readonly account?: Account;
  /** Milliseconds that it may wait before it is asked, or asked again, since somebody else can be asked instead. */
  readonly longestWait?: number;
  readonly onPause?: (pause: Pause) => void;
  readonly onDecision?: (decision: Decision) => void;
  /** Told of each call that is settled, also of those that failed and cost something. */
  readonly onSpend?: OnSpend;
};

/** A language model behind one way of asking. Parts arrive as the server sends them, cut anywhere, even within a surrogate pair. */
export type ModelConnection = {
  readonly identity: Identity;
  /** False where the model cannot follow instructions, so that no judging role falls to it. */
  readonly canJudge: boolean;
  /** @throws {LmError} while iterating; code `aborted` when `signal` fired. */
  chat(request: ChatRequest, options: CallOptions): AsyncIterable<ChatPart>;
};

/** A call failed and is made again after `ms` milliseconds; `attempt` is that to come, from 2, of `attempts` at most. */
export type Pause = {
  readonly attempt: number;
  readonly attempts: number;
  readonly reason: string;
  readonly ms: number;
};

export type Embedder = {
  /** Asks a server for the dimensions where they are not known beforehand. */
  identity(options?: CallOptions): Promise<EmbedderIdentity>;
  /**
   * Vectors of unit length, row after row: `Float32Array[n × d]`; a text with nothing in it gives zeros.
   * @throws {LmError}
   */
  embed(texts: readonly string[], options?: CallOptions): Promise<Float32Array>;
};

export type Neighbour = { readonly row: number; readonly similarity: number };

/** Nearest rows of a matrix of unit vectors by cosine. Ties go to the lower row, so that the order never varies. */
export type DemoIndex = {
  readonly kind: string;
  /** At most `k` rows, nearest first, of those that `accept` (all, where it is not given). */
  search(query: Float32Array, k: number, accept?: (row: number) => boolean): readonly Neighbour[];
  /** Takes further unit vectors in, `Float32Array[m × d]`, as the rows after the last one; nothing is built anew. */
  add(vectors: Float32Array): void;
};

export type DemoQuery = {
  readonly messages: readonly Message[];
  readonly k: number;
  /** Examples with one of these tags are preferred: an untagged one is chosen where it is clearly nearer. */
  readonly tags?: readonly string[];
  /** Ids of examples, or of conversations, that must not be chosen. */
  readonly exclude?: ReadonlySet<string>;
} & CallOptions;

/** Chooses demos for one conversation: one embedding, one look-up, no model call. In the order in which the prompt holds them. */
export type DemoSelector = { select(query: DemoQuery): Promise<readonly Demo[]> };

/** How far a compile has come; the calls and their cost are counted where calls are made. */
export type CompileProgress = {
  /** What is being done, for people: "embedding", "rung 2 of 4", "reflecting". */
  readonly phase: string;
  readonly done: number;
  /** What `done` will reach, as far as is known now. */
  readonly total: number;
  /** The candidate at work, and how it does so far. */
  readonly candidate?: { readonly name: string; readonly summary?: Summary };
  readonly best?: { readonly name: string; readonly summary: Summary };
};

/**
 * Has a program answer cases and scores what came, as many at once as was set. A fault of one case is told in its
 * `error`; only `aborted` and `over-budget` end the whole. In the order of `cases`.
 * @throws {LmError} aborted, over-budget
 */
export type Evaluate = (
  program: CompiledProgram,
  cases: readonly EvalCase[],
  options: {
    readonly metric: Metric;
    readonly signal?: AbortSignal;
    readonly onCase?: (scored: ScoredCase) => void;
  },
) => Promise<readonly ScoredCase[]>;

/** The mean of scored cases with its interval, clustered by conversation. */
export type Summarize = (scored: readonly ScoredCase[]) => Summary;

/** Has a program answer one case. `replies: false` asks no model: what comes has no `reply`. @throws {LmError} */
export type Predict = (
  program: CompiledProgram,
  evalCase: EvalCase,
  options: {
    readonly replies: boolean;
    /** Tells repetitions of a case apart: they are asked anew. @default 0 */
    readonly repeat?: number;
    readonly signal?: AbortSignal;
  },
) => Promise<Prediction>;

export type CompileOptions = {
  readonly signal?: AbortSignal;
  /** Rows of it whose text, settings and embedder are unchanged are not embedded again. */
  readonly previous?: CompiledProgram;
  /** What optimizers that choose between candidates choose by, and on. */
  readonly metric?: Metric;
  readonly devset?: readonly EvalCase[];
  /** Most model calls that the optimizer should plan for; the connection itself refuses what goes beyond. */
  readonly budget?: { readonly calls: number };
  readonly onProgress?: (progress: CompileProgress) => void;
};

/** Turns a student and a trainset into a compiled program (DSPy's `compile(student, trainset)`). */
export type Optimizer = {
  readonly name: string;
  compile(student: Student, trainset: readonly Example[], options?: CompileOptions): Promise<CompiledProgram>;
};

/** Compiled programs on disk: one folder for each embedder identity. */
export type ProgramStore = {
  save(program: CompiledProgram): Promise<void>;
  /** `undefined` where nothing was saved. @throws {ProgramError} damaged */
  load(embedder: EmbedderIdentity): Promise<CompiledProgram | undefined>;
};

/** One line of `programs list`. */
export type ProgramEntry = {
  readonly name: string;
  /** First 12 hex digits of the hash of its program.json. */
  readonly id: string;
  readonly program?: CompiledProgram;
  /** Why it cannot be used, in place of `program`. */
  readonly problem?: string;
};

/** One look at the testset, which every program remembers. */
export type TestTouch = { readonly at: string; readonly run: string; readonly n: number; readonly testset: string };

/** The named programs of one file of examples, as `compile` saves them; one of them may be promoted: chat uses that one. */
export type ProgramLibrary = {
  list(): Promise<readonly ProgramEntry[]>;
  /** @throws {ProgramError} `missing` with the names there are, damaged, mismatched @throws {StoreError} */
  load(name: string): Promise<{ readonly id: string; readonly program: CompiledProgram }>;
  /** Replaces one of the same name only where `replace` is set. @throws {ProgramError} taken @throws {StoreError} */
  save(
    name: string,
    program: CompiledProgram,
    options?: { readonly replace?: boolean },
  ): Promise<{ readonly id: string }>;
  /** `undefined` where none is promoted. */
  promoted(): Promise<{ readonly name: string; readonly id: string } | undefined>;
  promote(name: string, at: string): Promise<void>;
  /** Promotes what was promoted before; `undefined` where nothing was: chat then uses its default. @throws {ProgramError} missing: nothing is promoted */
  rollback(at: string): Promise<{ readonly name: string; readonly id: string } | undefined>;
  touches(name: string): Promise<readonly TestTouch[]>;
  recordTouch(name: string, touch: TestTouch): Promise<void>;
  /** The right to compile under this name, until it is given back or this process ends. @throws {ProgramError} busy */
  reserve(name: string): Promise<() => Promise<void>>;
};

/** An answered model call. */
export type CachedCall = {
  readonly text: string;
  readonly promptTokens: number;
  readonly completionTokens: number;
  /** Milliseconds that it took. */
  readonly ms: number;
  /** It came to its longest before it was finished. */
  readonly isCut?: true | undefined;
};

/** Model calls by the hash of all that their answer depends on. Faults are never kept; what cannot be read is asked anew. */
export type CallCache = {
  get(key: string): Promise<CachedCall | undefined>;
  /** @throws {StoreError} unwritable */
  put(key: string, call: CachedCall): Promise<void>;
};

/** Vectors of an embedder by the hash of all that they depend on. What cannot be read is asked anew. */
export type VectorCache = {
  get(key: string): Promise<Float32Array | undefined>;
  /** @throws {StoreError} unwritable */
  put(key: string, vector: Float32Array): Promise<void>;
};

/** What a run of `eval` or `simulate` was asked to do: what must be the same to go on with it. */
export type RunInfo = {
  readonly id: string;
  readonly kind: "eval" | "simulate";
  readonly createdAt: string;
  /** Version of Understudy. */
  readonly code: string;
  readonly persona: string;
  /** `provider:model` of the replies. */
  readonly lm: string;
  readonly embedder: string;
  readonly seed: number;
  /** Times that each case is answered. */
  readonly repeat: number;
  /** `dev`, `test`, `loco`, …, or `suite` and its name. */
  readonly split: string;
  /** Hash of all cases, in their order. */
  readonly cases: string;
  /** Hash of the persona's file and the examples. */
  readonly setup: string;
  /** Hash of what else answers depend on: the clock, examples that were excluded, the servers' addresses. */
  readonly circumstances: string;
  /** Answers that were asked for; missing where that shows only in the end. */
  readonly answers?: number | undefined;
  readonly programs: readonly { readonly name: string; readonly id: string; readonly optimizer: string }[];
};

/** What one program made of one case, the n-th time. */
export type RunLine = {
  readonly program: string;
  /** From 0. */
  readonly repeat: number;
  readonly case: EvalCase;
  readonly prediction?: Omit<Prediction, "case">;
  readonly error?: { readonly code: string; readonly message: string };
};

/** Runs on disk: what was generated is kept as it comes, so that a crash loses at most what was under way. */
export type RunStore = {
  create(info: RunInfo): Promise<void>;
  /** Newest first; those that cannot be read are left out. */
  list(): Promise<readonly RunInfo[]>;
  /** Of several lines for the same program, case and repeat the last one counts. @throws {ProgramError} missing, damaged */
  load(id: string): Promise<{ readonly info: RunInfo; readonly lines: readonly RunLine[] }>;
  /** @throws {StoreError} unwritable */
  append(id: string, line: RunLine): Promise<void>;
  /** The right to append, until it is given back or this process ends. @throws {ProgramError} busy */
  reserve(id: string): Promise<() => Promise<void>>;
};

export type InputCheck = { readonly text: string; readonly history: readonly Message[] };

/** Looks at the user's message. One that throws counts as a steer to `deflect`. */
export type InputGuard = {
  readonly name: string;
  check(input: InputCheck): InputVerdict | Promise<InputVerdict>;
};

export type OutputCheck = {
  /** The piece of the reply that is about to be shown. */
  readonly text: string;
  /** What of this reply was shown before it. */
  readonly shown: string;
  readonly previousUserMessage?: string;
  /** What the user wrote in this conversation before that, the oldest first. */
  readonly earlierUserMessages?: readonly string[];
  /** Asks the model about the piece, where one is configured that can judge. */
  readonly judge?: AskJudge;
};

export type JudgeQuestion = {
  readonly topic: string;
  readonly description?: string | undefined;
  /** Sentences that break the rule, and sentences that look alike and do not. */
  readonly examples: readonly string[];
  readonly except: readonly string[];
  readonly text: string;
  readonly previousUserMessage?: string | undefined;
};

/** Whether a text belongs to a topic, by a model's judgement. @throws {LmError} */
export type AskJudge = (question: JudgeQuestion) => Promise<boolean>;

/** Looks at a reply before it is shown. One that throws counts as a block. `span` is in units of `text`. */
export type OutputGuard = {
  readonly name: string;
  check(output: OutputCheck): OutputVerdict | Promise<OutputVerdict>;
};

export type SentimentReader = (text: string) => SentimentReading;

/** `now` in milliseconds since 1970; `elapsed` in milliseconds from any fixed moment, never going back. */
export type Clock = {
  now(): number;
  elapsed(): number;
  /** Called once when a turn begins: a clock started by `--now` moves one minute on. */
  nextTurn(): void;
};

/** What the gate says after each piece of a streamed reply. */
export type GateStep = {
  /** Text that is now safe to show; may be empty. */
  readonly release: string;
  readonly verdict: OutputVerdict;
  /** Every block, the most severe first: `verdict` is the first of them. */
  readonly blocks: readonly Block[];
  /** Blocked for nothing but that a budget had no room to ask the judge: no guard has found anything. */
  readonly unjudged?: LmError;
};

/** Holds a streamed reply back until its guards have passed it, sentence by sentence. After a block it releases nothing more. */
export type Gate = {
  push(chunk: string): Promise<GateStep>;
  end(): Promise<GateStep>;
};

/** A fresh gate for one attempt at a reply; `extraGuards` names those that the pipeline adds. */
export type OpenGate = (options: {
  readonly previousUserMessage: string;
  readonly earlierUserMessages?: readonly string[];
  readonly extraGuards?: readonly string[];
  readonly judge?: AskJudge;
}) => Gate;
