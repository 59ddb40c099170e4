#!/usr/bin/env node
// Plain JavaScript, so that a checkout that has not been built can say so instead of failing to resolve a module.
import { existsSync } from 'node:fs';

const main = new URL('../dist/main.js', import.meta.url);
if (!existsSync(main)) {
  process.stderr.write('rankwise: this checkout is not built yet. Run: npm run setup\n');
  process.exitCode = 1;
} else {
  await import(main.href);
}
