/** What the program says itself in every request, and where an operator says it. */
const ours: Readonly<Record<string, string>> = {
  model: "`model` of the connection",
  messages: "nowhere: it is the conversation",
  prompt: "nowhere: it is the conversation",
  input: "nowhere: it is the conversation",
  stream: "nowhere: replies always come in a stream",
  stream_options: "nowhere: replies always come in a stream",
  temperature: "`temperature` of the connection, or of the persona",
  max_tokens: "`max_tokens` of the connection, or of the persona",
  max_completion_tokens: "`max_tokens` of the connection, or of the persona",
  num_predict: "`max_tokens` of the connection, or of the persona",
  seed: "`--seed`",
  n: "nowhere: one reply is asked for",
  format: "nowhere: a reply is text",
  response_format: "nowhere: a reply is text",
  tools: "nowhere: a reply is text",
  tool_choice: "nowhere: a reply is text",
  functions: "nowhere: a reply is text",
};

/** Where an operator sets what this native option would set; `undefined` where it can be handed to the server. */
export const ownSettingFor = (option: string): string | undefined =>
  Object.hasOwn(ours, option) ? ours[option] : undefined;
