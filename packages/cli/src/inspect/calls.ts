import type { ElementType, ModelDescription } from '@rankwise/core';
import path from 'node:path';
import { languageTypes } from '../generate/languageTypes.js';
import { UniqueNames } from '../generate/uniqueNames.js';

/** A whole program in each language that runs the model once, on zeros. */
export interface Calls {
  readonly fortran: string;
  readonly c: string;
  readonly python: string;
}

/** A tensor of the call; dimensions in ONNX's order, each a number or the name of a constant. */
interface Argument {
  readonly onnx: string;
  readonly name: string;
  readonly type: ElementType;
  readonly dims: readonly string[];
}

/** Types that are the same in all three languages. */
const plain: ReadonlySet<string> = new Set(['float32', 'float64', 'int32', 'int64']);
const MAX_RANK = 15;

/** Names that the programs use, and words of Python that are none of C or Fortran. */
const taken =
  'net request np outputs inputs main model_call i and as assert async await class def del elif except finally from global import lambda nonlocal not or pass raise with yield calloc free printf puts zeros dict list range'.split(
    ' ',
  );

/** Undefined where a type, rank or name of the model does not fit in a few plain lines. */
export function callsOf(file: string, { inputs, outputs }: ModelDescription): Calls | undefined {
  const given = inputs.filter(({ optional }) => !optional);
  const fits = [...given, ...outputs].every(
    ({ name, type, shape, anyRank }) =>
      plain.has(type) && !anyRank && shape.length <= MAX_RANK && isPlainText(name),
  );
  const base = path.basename(file);
  if (!fits || outputs.length === 0 || !isPlainText(base)) return undefined;
  const names = new UniqueNames(taken);
  const sizes = new Map<string, string>();
  const size = (key: string, wanted: string) => {
    const known = sizes.get(key) ?? names.add(wanted, 'dim');
    sizes.set(key, known);
    return known;
  };
  const argumentOf = (info: (typeof given)[number], role: string): Argument => {
    const name = names.add(info.name, role);
    const dims = info.shape.map((dim, axis) =>
      typeof dim === 'number'
        ? String(dim)
        : dim === null
          ? size(`${role} ${name} ${axis}`, `${name}_dim${axis + 1}`)
          : size(`symbol ${dim}`, dim),
    );
    return { onnx: info.name, name, type: info.type as ElementType, dims };
  };
  const ins = given.map((info) => argumentOf(info, 'input'));
  // The run decides the shapes of outputs: their sizes need no names.
  const constants = [...sizes.values()];
  const outs = outputs.map((info) => argumentOf(info, 'output'));
  return {
    fortran: fortranCall(base, ins, outs, constants),
    c: cCall(base, ins, outs, constants),
    python: pythonCall(base, ins, outs, constants),
  };
}

/** A text that is the same in all three languages, and short enough for a line of Fortran. A C compiler may read `??` as a trigraph. */
function isPlainText(text: string): boolean {
  return /^[ -~]+$/.test(text) && !text.includes('??') && fortranText(text).length <= 64;
}

function fortranText(text: string): string {
  return `"${text.replaceAll('"', '""')}"`;
}

function fortranCall(
  file: string,
  inputs: readonly Argument[],
  outputs: readonly Argument[],
  constants: readonly string[],
): string {
  const kinds = [...new Set([...inputs, ...outputs].map(({ type }) => languageTypes[type].kind))].sort();
  const declare = ({ name, type, dims }: Argument) =>
    dims.length === 0
      ? `  ${languageTypes[type].fortran} :: ${name}`
      : `  ${languageTypes[type].fortran}, allocatable :: ${name}(${dims.map(() => ':').join(', ')})`;
  return lines([
    'program model_call',
    `  use, intrinsic :: iso_fortran_env, only: &\n    ${kinds.join(', ')}`,
    '  use rankwise, only: rw_model, rw_request',
    '  implicit none',
    ...constants.map((name) => `  integer, parameter :: ${name} = 1 ! your choice`),
    '  type(rw_model) :: net',
    '  type(rw_request) :: request',
    ...[...inputs, ...outputs].map(declare),
    '',
    ...inputs.flatMap(({ name, dims }) => [
      ...(dims.length > 0 ? [`  allocate (${name}( &`, `    ${dims.toReversed().join(', &\n    ')}))`] : []),
      `  ${name} = 0`,
    ]),
    '  call net%load( &',
    `    ${fortranText(file)})`,
    '  call request%open(net)',
    ...inputs.map(({ onnx, name }) => `  call request%put( &\n    ${fortranText(onnx)}, ${name})`),
    '  call request%run()',
    ...outputs.map(({ onnx, name, dims }) =>
      dims.length === 0
        ? `  call request%get( &\n    ${fortranText(onnx)}, ${name})`
        : `  call request%get_allocatable( &\n    ${fortranText(onnx)}, ${name})`,
    ),
    ...outputs.map(({ name }) => `  print *, ${name}`),
    '  call request%close()',
    '  call net%close()',
    'end program model_call',
  ]);
}

function cCall(
  file: string,
  inputs: readonly Argument[],
  outputs: readonly Argument[],
  constants: readonly string[],
): string {
  const count = (dims: readonly string[]) => ['(size_t)1', ...dims].join(' * ');
  return lines([
    '#include <rankwise.h>',
    '#include <stdio.h>',
    '#include <stdlib.h>',
    '',
    'int main(void) {',
    ...constants.map((name) => `  enum { ${name} = 1 }; /* your choice */`),
    '  rw_model *net = NULL;',
    ...inputs.map(
      ({ name, type, dims }) =>
        `  ${languageTypes[type].c} *${name} =\n      calloc(${count(dims)},\n             sizeof *${name});`,
    ),
    ...(inputs.length > 0
      ? [
          '  rw_tensor inputs[] = {',
          ...inputs.flatMap(({ onnx, name, type, dims }) => [
            `      {.name = ${JSON.stringify(onnx)}, .data = ${name},`,
            `       .type = ${languageTypes[type].constant}, .rank = ${dims.length},`,
            `       .shape = {${dims.join(', ') || '0'}}},`,
          ]),
          '  };',
        ]
      : []),
    '  rw_tensor outputs[] = {',
    ...outputs.map(
      ({ onnx, type }) =>
        `      {.name = ${JSON.stringify(onnx)},\n       .type = ${languageTypes[type].constant}},`,
    ),
    '  };',
    '',
    `  if (rw_model_load(&net,\n          ${JSON.stringify(file)}, NULL) != RW_OK ||`,
    `      rw_model_run(net, ${inputs.length > 0 ? 'inputs' : 'NULL'}, ${inputs.length},`,
    `          outputs, ${outputs.length}) != RW_OK) {`,
    '    puts(rw_error_message());',
    '    return 1;',
    '  }',
    `  /* outputs[i].data, .rank and .shape: what came out */`,
    `  for (int i = 0; i < ${outputs.length}; i++)`,
    '    rw_tensor_release(&outputs[i]);',
    ...inputs.map(({ name }) => `  free(${name});`),
    '  rw_model_close(&net);',
    '  return 0;',
    '}',
  ]);
}

function pythonCall(
  file: string,
  inputs: readonly Argument[],
  outputs: readonly Argument[],
  constants: readonly string[],
): string {
  const tuple = (dims: readonly string[]) => `(${dims.join(', ')}${dims.length === 1 ? ',' : ''})`;
  return lines([
    'import numpy as np',
    'import rankwise',
    '',
    ...constants.map((name) => `${name} = 1  # your choice`),
    ...inputs.map(({ name, type, dims }) => `${name} = np.zeros(${tuple(dims)}, np.${type})`),
    `with rankwise.load(${JSON.stringify(file)}) as net:`,
    '    outputs = net.run({',
    ...inputs.map(({ onnx, name }) => `        ${JSON.stringify(onnx)}: ${name},`),
    '    })',
    ...outputs.map(({ onnx, name }) => `${name} = outputs[${JSON.stringify(onnx)}]`),
    ...outputs.map(({ name }) => `print(${name})`),
  ]);
}

function lines(all: readonly string[]): string {
  return `${all.join('\n')}\n`;
}
