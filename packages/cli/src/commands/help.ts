import { nearestName } from '@rankwise/core';
import { Command } from 'commander';
import { exitCodesHelp } from '../exitCodes.js';

/** `rankwise help`, which says so where there is no command of that name. */
export function createHelpCommand(): Command {
  return new Command('help')
    .description('Displays the help of a command.')
    .argument('[command]', 'the command; without one, the help of rankwise')
    .addHelpText('after', `\nExamples:\n  rankwise help run\n  rankwise help eval\n${exitCodesHelp}`)
    .action((name: string | undefined, _options: unknown, command: Command) => {
      const program = command.parent as Command;
      const named = program.commands.find((one) => one.name() === name);
      if (name === undefined) program.outputHelp();
      else if (named !== undefined) named.outputHelp();
      else {
        const names = program.commands.map((one) => one.name());
        const meant = nearestName(name, names);
        program.error(
          `error: there is no command '${name}'.${meant === undefined ? '' : ` Did you mean '${meant}'?`} The commands are ${names.join(', ')}.`,
        );
      }
    });
}
