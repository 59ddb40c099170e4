import { elementTypeNumber } from '@rankwise/core';
import type { Argument, Call } from './Call.js';
import { isDense } from './Layout.js';

/**
 * Calls for the programs in C and Python, in words between blanks: for each call
 * `model api n_inputs n_outputs`, and for each of its arguments
 * `name position way type complex element_size convert place rank shape… strided stride…`, where `-` is no name.
 */
export function caseText(calls: readonly Call[]): string {
  return calls.map(callText).join('');
}

function callText({ model, api, named, inputs, outputs }: Call): string {
  const lines = [...inputs, ...outputs].map((argument) => argumentText(argument, named));
  return [`${model} ${api} ${inputs.length} ${outputs.length}`, ...lines, ''].join('\n');
}

function argumentText(argument: Argument, named: boolean): string {
  const { name, position, way, type, complex, size, convert, begin, layout, shape } = argument;
  const elementSize = type === 'bool' && way === 'memory' ? size : 0;
  const strided = !isDense(layout, shape, size);
  return [
    ...[
      named ? name : '-',
      position,
      way,
      elementTypeNumber(type),
      Number(complex),
      elementSize,
      Number(convert),
    ],
    ...[begin + layout.offset, shape.length, ...shape, Number(strided), ...layout.strides],
  ].join(' ');
}
