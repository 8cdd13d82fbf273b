/** A conversation that goes through every pipeline: what a newcomer might say in ten minutes before midnight. */
export const tenTurns: readonly string[] = [
  "hey, you up?",
  "i got the job!!!",
  "what camera do you use?",
  "my dog died yesterday",
  "are you a bot?",
  "whats your insta",
  "coffee in lisbon saturday?",
  "you're a fraud, you never answer",
  "i don't want to live anymore",
  "ok. good night",
];

/** Starts the clock at one moment, and makes the run repeat. */
export const sameClock = ["--now", "2026-12-24T23:40:00+00:00", "--seed", "7"];
