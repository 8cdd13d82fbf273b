/** What a block of the transcript is, which decides how it looks. */
export type Tone = "title" | "name" | "user" | "reply" | "dim" | "notice" | "error" | "plain";
