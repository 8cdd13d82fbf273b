import { hashText } from "../brain/text/hash.ts";

const words =
  "the kettle sings and a ribbon of steam goes up to the window where the old camera waits for better light while rain counts the roofs".split(
    " ",
  );

/** What the servers of the soak answer to a message: some sentences that no guard minds, their own for each message. */
export const replyTo = (message: string): string => {
  const sentences = Array.from({ length: 3 + (hashText(message) % 4) }, (_, sentence) => {
    const count = 4 + (hashText(message, sentence + 1) % 12);
    const said = Array.from(
      { length: count },
      (_, at) => words[hashText(`${message} ${sentence} ${at}`) % words.length] ?? "",
    ).join(" ");
    return `${said.charAt(0).toUpperCase()}${said.slice(1)}.`;
  });
  return sentences.join(" ");
};

/** UTF-16 units of one piece of a reply: so few faults "within" a reply lie before its first sentence, and so few behind. */
export const units = 16;

/**
 * Whether `shown` is no more than what a sound reply to `message` begins with; a piece that was sent twice, and a reply
 * that went on and on, are what the model said, too.
 */
export const isOfReply = (shown: string, message: string): boolean => {
  const reply = replyTo(message);
  const twice = [2, 3].map((piece) => reply.slice(0, (piece + 1) * units) + reply.slice(piece * units));
  return [reply, ...twice, reply.repeat(1 + Math.ceil(shown.length / reply.length))].some((said) =>
    said.startsWith(shown.trimEnd()),
  );
};
