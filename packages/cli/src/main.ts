import { runCli } from './runCli.js';

process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  // `rankwise … | head` ends the reader first, which is nothing to complain about.
  if (error.code !== 'EPIPE') throw error;
});
process.exitCode = await runCli(process.argv.slice(2), process);
