#!/usr/bin/env node
// `npm run setup`: makes a fresh clone ready to run. It uses nothing but Node, as nothing is installed yet.
import process from 'node:process';
import { runSetup } from './setup/runSetup.mjs';

process.exitCode = await runSetup(process.argv.slice(2));
