import { Argument, type Command } from "commander";
import { topics } from "../help-topics/index.ts";
import { withLimits, withTerminal } from "./chat-options.ts";
import { exitWith, withEmbedder, withLm, withPlaces, withProgram } from "./options.ts";

/** Commands that tell of the program itself. */
export const defineAbout = (program: Command): void => {
  withTerminal(withLimits(withProgram(withLm(withEmbedder(withPlaces(program.command("config")))))))
    .description("show every setting of a chat, and where it comes from; flags show what they would do; asks no server")
    .option("--json", "print JSON")
    .action(async (options, command: Command) =>
      exitWith((await import("../config.ts")).showConfig(options, (name) => command.getOptionValueSource(name))),
    );
  withLm(withEmbedder(withPlaces(program.command("doctor"))))
    .option("--ping", "also make one small call to each connection in use, and time it: this may cost something")
    .description("say what is found on this machine and what to do about what is not")
    .action(async (options) => exitWith((await import("../doctor.ts")).doctor(options)));
  program
    .command("completion")
    .addArgument(new Argument("<shell>", "whose completion").choices(["bash", "zsh", "fish"]))
    .description("print a script that teaches a shell to complete commands and options")
    .addHelpText("after", installation)
    .action(async (shell) => exitWith((await import("../completion.ts")).completion(shell, program)));
  // Commander's own knows commands alone.
  program
    .command("help")
    .argument("[topic...]", `a topic (${topics.map(({ name }) => name).join(", ")}) or a command`)
    .description("tell of a topic or a command")
    .action(async (words) => exitWith((await import("../help.ts")).help(words, program)));
};

const installation = `
To install it:
  bash  source <(understudy completion bash)                          in ~/.bashrc
  zsh   source <(understudy completion zsh)                           in ~/.zshrc
  fish  understudy completion fish > ~/.config/fish/completions/understudy.fish
`;
