import stringWidth from "string-width";
import type { Settings } from "../app/settings.ts";
import type { Block, Mask, Span, Steer } from "../brain/core/turn.ts";
import { normalise } from "../brain/text/normalise.ts";
import { print } from "./print.ts";
import { tell } from "./tell.ts";
import { displayLine, displayText } from "./terminal/display-text.ts";

export type GuardExplainSettings = Settings & { readonly side: "input" | "output"; readonly previous?: string };

/** Prints what the guards see in a text, what they find, where, and by which line of the policy. Returns the exit code. */
export const guardExplain = async (text: string, settings: GuardExplainSettings): Promise<number> => {
  const { openGuards } = await import("../app/compose.ts");
  const guards = await openGuards(settings);
  for (const notice of guards.notices) tell(notice);
  try {
    const findings = await (settings.side === "input"
      ? guards.checkInput(text)
      : guards.checkOutput(text, settings.previous));
    const lines = [
      ...views(text, settings.side === "output" ? guards.undisguised(text) : []),
      "",
      ...findings.flatMap((finding) => [...explained(finding, text, guards.policyLine(finding)), ""]),
      conclusion(findings),
    ];
    await print(`${lines.join("\n")}\n`);
    return 0;
  } finally {
    await guards.close();
  }
};

type Finding = Block | Steer | Mask;

/** The text as written and every reading of it, those that undo a disguise last. */
function views(text: string, undisguised: readonly string[]): string[] {
  const { folded, deleeted, joined } = normalise(text);
  const readings = [
    ["as written", text],
    ["folded", folded.text],
    ["de-leeted", deleeted.text],
    ["joined", joined.text],
    ...undisguised.map((reading) => ["undisguised", reading] as const),
  ] as const;
  const seen = new Set<string>();
  return readings.map(([name, reading]) => {
    const same = seen.has(reading);
    seen.add(reading);
    return `${name.padEnd(13)}${same ? "the same" : visible(reading)}`;
  });
}

function explained(finding: Finding, text: string, policyLine: string): string[] {
  const spans = "spans" in finding ? finding.spans : finding.span === undefined ? [] : [finding.span];
  return [
    `${finding.action} ${finding.category}: ${finding.reason}`,
    ...spans.flatMap((span) => underlined(text, span)),
    `  by         ${policyLine}`,
    ...("pipeline" in finding ? [`  goes to    the ${finding.pipeline} pipeline`] : []),
  ];
}

/** How much of the text is shown on either side of a span, in UTF-16 units. */
const context = 48;

/** The span with what stands around it on one line, and marks below it. */
function underlined(text: string, [start, end]: Span): string[] {
  const from = Math.max(0, start - context);
  const to = Math.min(text.length, end + context);
  const [before, hit, after] = [text.slice(from, start), text.slice(start, end), text.slice(end, to)].map(visible);
  const lead = `${from > 0 ? "…" : ""}${before}`;
  const reading = normalise(text.slice(start, end)).joined.text;
  return [
    `  ${lead}${hit}${after}${to < text.length ? "…" : ""}`,
    `  ${" ".repeat(stringWidth(lead))}${"^".repeat(Math.max(1, stringWidth(hit ?? "")))} ${start}–${end}`,
    ...(reading === hit?.toLowerCase() ? [] : [`  read as    ${visible(reading)}`]),
  ];
}

/** On one line, with what nobody could see shown as a middle dot. */
const visible = (text: string): string => displayLine(displayText(text.replace(invisible, "·")));
const invisible = /\p{Cf}|[\u034f\u115f\u1160\u3164\uffa0]/gu;

function conclusion(findings: readonly Finding[]): string {
  const [worst] = findings;
  if (worst === undefined) return "Nothing is found: the text passes.";
  switch (worst.action) {
    case "block":
      return "Nothing from the sentence with this on is shown: a reply is asked for again, or ends before it.";
    case "steer":
      return `The most severe decides: the message goes to the ${worst.pipeline} pipeline.`;
    case "mask":
      return "The message goes its way; logs hold it without what is marked.";
  }
}
