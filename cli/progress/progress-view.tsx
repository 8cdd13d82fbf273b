import { Box, Text, type TextProps } from "ink";
import { useEffect, useReducer } from "react";
import type { ProgressRow } from "./progress-rows.ts";

/** Milliseconds between two drawings: ten a second. */
const pace = 100;

export type ProgressViewProps = { readonly rows: () => readonly ProgressRow[] };

/** One piece of work on screen, drawn anew at a pace of its own: updates come by the thousand, and cost nothing. */
export const ProgressView = ({ rows }: ProgressViewProps) => {
  const [, redraw] = useReducer((count: number) => count + 1, 0);
  useEffect(() => {
    const timer = setInterval(redraw, pace);
    return () => clearInterval(timer);
  }, []);
  return <Box flexDirection="column">{rows().map(drawRow)}</Box>;
};

const drawRow = ({ kind, text }: ProgressRow, index: number) => (
  // A row has no identity beyond its place.
  <Text key={index} wrap="truncate" {...looks[kind]}>
    {text}
  </Text>
);

const looks: Readonly<Record<ProgressRow["kind"], Pick<TextProps, "bold" | "color" | "dimColor">>> = {
  title: { bold: true },
  bar: { color: "cyan" },
  score: {},
  facts: { dimColor: true },
};
