import type { Take } from "../../../brain/core/conversation.ts";
import type { TurnEvent } from "../../../brain/core/turn.ts";
import { displayLine } from "../display-text.ts";
import type { Command, CommandContext } from "./command.ts";
import { turnArgument, turnSuggestions } from "./turn-argument.ts";

/** Shows why a turn went as it did. */
export const why: Command = {
  name: "why",
  parameters: "[turn]",
  summary: "how a reply came about",
  details: [
    "Mood, pipeline, context, examples, verdicts, attempts and times of a turn, the last one by default.",
    "0.66 +0.09 before a demo: how similar what was said in it is to your message, at most 1, and how much nearer it is than the next one.",
    "apart: what sets a demo apart from the others, the words that it shares with your message, tags, (wanted) where the pipeline prefers it, and its rating.",
    "tokens 1510 in, 18 out: what the model read and what it wrote; 1510+18 below a reply is the same.",
    "/prompt shows what the model was sent.",
    "Ctrl+O shows all of it while a turn runs.",
  ],
  isSafeWhileReplying: true,
  complete: (chat, argument) => turnSuggestions("why", chat.conversation(), argument),
  async run({ chat, say, show, events, turns, columns }, argument) {
    const [{ lastTurn, placeOf, takeOf }, { exchangeOf }, { explainTurn }, { sectionRows }] = await Promise.all([
      import("./takes.ts"),
      import("../../../brain/core/conversation.ts"),
      import("../inspector/explain.ts"),
      import("../inspector/section-rows.ts"),
    ]);
    const conversation = chat.conversation();
    const turn = turnArgument(argument, turns, lastTurn(conversation));
    const place = placeOf(exchangeOf(conversation, turn), turn);
    const remarks = [
      `why · turn ${turn}`,
      ...(place === undefined ? [] : [place]),
      ...marksOf(takeOf(conversation, turn)),
    ];
    say([remarks.join(" · ")], "title");
    const known = events(turn) ?? [];
    const sections = explainTurn(known, knownBeside(chat, known), { columns: columns - 4 });
    show(sections.flatMap((section) => ["", ...sectionRows(section, columns)]));
  },
};

/** What a person thought of a reply. */
const marksOf = (take: Take | undefined): readonly string[] => [
  ...(take?.rating
    ? [`rated ${take.rating.verdict}${take.rating.note === undefined ? "" : `: ${displayLine(take.rating.note)}`}`]
    : []),
  ...(take?.example === undefined ? [] : [`kept as example ${displayLine(take.example)}`]),
];

/** The demos' examples and what the turn cost, as far as that can be known. */
const knownBeside = (chat: CommandContext["chat"], events: readonly TurnEvent[]) => {
  const ids = events.flatMap((event) => (event.type === "demos" ? event.demos.map(({ id }) => id) : []));
  const examples = ids.flatMap((id) => chat.example(id) ?? []);
  const usage = events.findLast((event) => event.type === "usage");
  return {
    examples: new Map(examples.map((example) => [example.id, example])),
    cost: usage && chat.cost(usage),
  };
};
