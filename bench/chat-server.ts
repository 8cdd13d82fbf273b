// A Together server in a process of its own, which streams as models do: prints its address. It answers `long` with 2,000
// tokens at 200 a second, and anything else with a few words.
import { startFakeTogether } from "../test/servers/fake-together.ts";

/** Characters of a token, about. */
const units = 4;
const words =
  "the kettle sings and a ribbon of steam goes up to the window where the old camera waits for better light while rain counts the roofs".split(
    " ",
  );

const server = await startFakeTogether({
  reply: ({ messages }) => (messages.at(-1)?.content.includes("long") ? longReply(2000 * units) : "Yes, go on."),
  chunking: { units, pace: 200 },
});
process.stdout.write(`${server.url}\n`);

/** Sentences of 4 to 19 words, no two the same. */
function longReply(length: number): string {
  let reply = "";
  for (let sentence = 0; reply.length < length; sentence++) {
    const count = 4 + ((sentence * 7) % 16);
    const said = Array.from({ length: count }, (_, at) => words[(sentence * 11 + at * 5) % words.length]).join(" ");
    reply += `${said.charAt(0).toUpperCase()}${said.slice(1)}${sentence % 9 === 8 ? ".\n\n" : ". "}`;
  }
  return reply.trim();
}
