#!/usr/bin/env node
// `npm run dist -- --prefix DIR`: one folder that holds all of rankwise and can be moved.
import process from 'node:process';
import { runDist } from './distribution/runDist.mjs';

process.exitCode = await runDist(process.argv.slice(2), process.env);
