import { endWithoutUnloading } from '@rankwise/core';
import { workingFolder } from './workingFolder.js';
import { runCli } from './runCli.js';

process.chdir(workingFolder(process.env, process.cwd()));

endWithoutUnloading();
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  // `rankwise … | head` ends the reader first, which is nothing to complain about.
  if (error.code !== 'EPIPE') throw error;
});
process.exitCode = await runCli(process.argv.slice(2), process);
