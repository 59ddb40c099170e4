#!/usr/bin/env node
// `npm test`: everything that is checked, on a fresh clone as well.
import process from 'node:process';
import { runTests } from './suite/runTests.mjs';

process.exitCode = await runTests(process.argv.slice(2));
