import { Command } from 'commander';
import type { Context } from '../Context.js';
import { describeDevices, formatDevices } from '../devices/describeDevices.js';
import { exitCodesHelp } from '../exitCodes.js';
import { formatDocument } from '../output/formatDocument.js';

/** `rankwise devices`: what models can run on here. */
export function createDevicesCommand(context: Context): Command {
  return new Command('devices')
    .description(
      'Prints the devices that models can run on here, and for each kind that there is none of, why and what to do.',
    )
    .option('--json', 'prints it as JSON')
    .addHelpText(
      'after',
      `
Shows what the process may use: CUDA_VISIBLE_DEVICES and the like count. Opens no device. In a job, start it by
the job's launcher to see what a rank sees.

Examples:
  rankwise devices
  srun --gpus-per-task 1 rankwise devices --json
${exitCodesHelp}`,
    )
    .action(({ json }: { readonly json?: true }) => {
      const document = describeDevices();
      context.stdout.write(`${json === true ? formatDocument(document) : formatDevices(document)}\n`);
    });
}
