import { elementTypes } from '@rankwise/core';
import { describe, expect, test } from 'vitest';
import { languages, type Argument, type Call, type Language } from './Call.js';
import { drawCalls } from './drawCalls.js';
import { floats } from './elements.js';
import { Random } from './Random.js';

// A draw that leaves something out would hide it from the property test for ever.
const everywhere = [
  ...['empty', 'backwards', 'with steps', 'without a leading 1', 'by name', 'by position'],
  'an output that is an input',
];
const request = ['request input memory', 'request input buffer', 'request output memory'];
const answers = ['request output buffer', 'request output allocated'];
const run = ['run input memory', 'run output memory'];
const converted = floats.flatMap((of) =>
  floats.filter((as) => as !== of).flatMap((as) => [`input ${of} as ${as}`, `output ${of} as ${as}`]),
);
const convertedInPython = converted.filter((each) => !each.endsWith('as bfloat16'));
const bools = [1, 2, 4, 8].map((size) => `bool of ${size}`);
const anyStrides = ['all one element', 'with gaps', 'run output allocated'];
const expected: Record<Language['name'], readonly string[]> = {
  C: [...everywhere, ...request, ...answers, ...run, ...converted, ...bools, ...anyStrides],
  Fortran: [
    ...everywhere,
    ...request,
    ...answers,
    ...run,
    ...converted,
    ...bools,
    ...['put input memory', 'put output memory', 'with gaps', 'same order', 'complex'],
    ...['tensors input memory', 'tensors output memory', 'tensors output allocated'],
  ],
  Python: [
    ...everywhere,
    ...request,
    ...answers,
    ...run,
    ...convertedInPython,
    'bool of 1',
    'complex',
    ...anyStrides,
  ],
};

function features({ api, network, fullShape, named }: Call, argument: Argument, output: boolean): string[] {
  const { type, size, shape, way, sameOrder, complex, layout } = argument;
  const { dimensions, pitch } = layout;
  const side = output ? 'output' : 'input';
  const found = {
    [`${api} ${side} ${way}`]: true,
    [`${side} ${network.type} as ${type}`]: type !== network.type,
    [`bool of ${size}`]: type === 'bool',
    [named ? 'by name' : 'by position']: true,
    'same order': sameOrder && shape.length > 1,
    complex,
    empty: shape.includes(0),
    backwards: dimensions.some(({ step }) => step < 0),
    'with steps': dimensions.some(({ step, count }) => step > 1 && count > 1),
    'all one element': dimensions.some(({ step, count }) => step === 0 && count > 1),
    'with gaps': pitch > size,
    'an output that is an input': network.kind === 'passing' && output && argument.name === 'x',
    'without a leading 1': shape.length < fullShape.length,
  };
  return Object.keys(found).filter((feature) => found[feature] === true);
}

describe.each(languages)('of $name', (language) => {
  const { calls } = drawCalls(new Random(1), language, 208, 3);

  test('every type has every rank', () => {
    const pairs = calls.map(({ network, fullShape }) => `${network.type} ${fullShape.length}`);
    expect(new Set(pairs).size).toBe(elementTypes.length * 16);
  });

  test('all that the language can say is drawn, and nothing else', () => {
    const found = calls.flatMap((call) => [
      ...call.inputs.flatMap((argument) => features(call, argument, false)),
      ...call.outputs.flatMap((argument) => features(call, argument, true)),
    ]);
    expect([...new Set(found)].sort()).toEqual([...expected[language.name]].sort());
  });
});
