import { describe, expect, test } from 'vitest';
import { isModuleName, moduleNameOf, UniqueNames } from '../../src/generate/uniqueNames.js';
import { oddNames } from './models.js';

describe('names of arguments', () => {
  test.each([
    ['input', 'input'],
    ['Temperature', 'temperature'],
    ['a.b/c:0', 'a_b_c_0'],
    ['/encoder/Add_output_0', 'encoder_add_output_0'],
    ['7', 'input_7'],
    ['', 'input'],
    ['größe', 'gr_e'],
    ['real', 'input_real'],
    ['class', 'input_class'],
    ['size', 'input_size'],
    ['stat', 'input_stat'],
    ['int64', 'input_int64'],
    ['rw_status', 'input_rw_status'],
    ['a'.repeat(70), 'a'.repeat(58)],
  ])('%j becomes %s', (wanted, name) => {
    expect(new UniqueNames().add(wanted, 'input')).toBe(name);
  });

  test('are different whatever their case, and the same each time', () => {
    const give = () => {
      const names = new UniqueNames(['module']);
      return ['x', 'X', 'x_2', 'x.2', 'x', 'module', ...oddNames].map((name) => names.add(name, 'input'));
    };
    const names = give();
    expect(names.slice(0, 6)).toEqual(['x', 'x_2', 'x_2_2', 'x_2_3', 'x_3', 'input_module']);
    expect(new Set(names).size).toBe(names.length);
    for (const name of names) expect(name).toMatch(/^[a-z][a-z0-9_]{0,62}$/);
    expect(give()).toEqual(names);
  });
});

test.each([
  ['simplenet.onnx', 'simplenet'],
  ['My Net-2.ONNX', 'my_net_2'],
  ['7b.onnx', 'model_7b'],
  ['math.onnx', 'model_math'],
  ['module.onnx', 'model_module'],
  ['rankwise.onnx', 'model_rankwise'],
  ['.onnx', 'model'],
  [`${'n'.repeat(80)}.onnx`, 'n'.repeat(57)],
])('the file %s makes the module %s', (file, name) => {
  expect(moduleNameOf(file)).toBe(name);
  expect(isModuleName(name)).toBe(true);
});

test.each([
  '',
  '2net',
  'my-net',
  'module',
  'MATH',
  'rankwise_typed',
  'rw_net',
  'signature',
  'n'.repeat(58),
  'é',
])('%j cannot be a module', (name) => {
  expect(isModuleName(name)).toBe(false);
});
