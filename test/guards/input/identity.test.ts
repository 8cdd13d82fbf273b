import { identity } from "../../../guards/input/identity.ts";
import { inputGuardContract } from "../../contracts/input-guard.ts";

inputGuardContract(() => identity(), {
  pipeline: "disclose",
  steered: [
    "are you a bot?",
    "am I talking to a real person",
    "a r e y o u a b o t",
    "is there a human on the other end?",
  ],
  allowed: ["you're a machine at the gym!", "do you like robots?", "are you for real? that's amazing", ""],
});
