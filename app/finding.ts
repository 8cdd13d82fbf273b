/** One thing that was looked at. `absent` is no fault: the program does without. */
export type Finding = {
  readonly what: string;
  readonly state: "good" | "absent" | "broken";
  readonly detail: string;
  readonly fix?: string;
};
