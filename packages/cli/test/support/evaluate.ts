import { execa } from 'execa';
import path from 'node:path';

/** The command, as a script for Node. */
export const program = path.resolve(import.meta.dirname, '../../bin/rankwise.js');

/** SimpleNet's model, which doubles its input of 5 numbers. */
export const simpleNet = path.resolve(
  import.meta.dirname,
  '../../../../apps/examples/01-simplenet/simplenet.onnx',
);

/** Runs `rankwise eval` as a user does, with `input` as its stdin. */
export function evaluate(args: readonly string[], input = '', env: NodeJS.ProcessEnv = {}) {
  return execa(process.execPath, [program, 'eval', ...args], { input, reject: false, env });
}

/** A tensor as `rankwise eval` reads it. */
export function inputs(entry: object, name = 'input'): string {
  return JSON.stringify({ [name]: entry });
}
