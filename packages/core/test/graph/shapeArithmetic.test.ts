import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openBytes, readGraph, shapeArithmetic, type ByteSource } from '../../src/graph/index.js';
import { onnxModel, type Node } from '../models/onnxModel.js';
import { partlyOnCpu } from '../models/partlyOnCpu.js';
import { temporaryFolder } from '../temporaryFolder.js';

const FLOAT = 1;
const folder = temporaryFolder();

function shapeNodes(source: ByteSource): string[] {
  return [...shapeArithmetic(readGraph(source))].map(({ operator }) => operator);
}

function ofNodes(nodes: Node[]): string[] {
  const bytes = onnxModel({
    inputs: [{ name: 'x', type: FLOAT, shape: ['n'] }],
    outputs: [{ name: 'y', type: FLOAT, shape: [null] }],
    nodes,
  });
  return shapeNodes(openBytes({ bytes }));
}

test('a graph is read with names, operators, inputs and outputs', () => {
  const { nodes, inputs } = readGraph(openBytes({ bytes: partlyOnCpu() }));
  expect([...inputs]).toEqual(['x']);
  expect(nodes).toHaveLength(8);
  expect(nodes[2]).toEqual({
    name: 'theGather',
    operator: 'Gather',
    inputs: ['shape', 'first'],
    outputs: ['rows'],
  });
});

test('a file is read without its weights, however large they are', () => {
  const weight = { name: 'w', type: FLOAT, dims: [300_000], data: new Float32Array(300_000) };
  const graph = {
    inputs: [{ name: 'x', type: FLOAT, shape: ['n'] }],
    outputs: [{ name: 'y', type: FLOAT, shape: [null] }],
    nodes: [
      { op: 'Shape', inputs: ['w'], outputs: ['s'] },
      ...Array.from({ length: 3000 }, (_, i) => ({
        op: 'Add',
        inputs: [i === 0 ? 'x' : `v${i}`, 'w'],
        outputs: [`v${i + 1}`],
      })),
      { op: 'Squeeze', inputs: ['s'], outputs: ['y'] },
    ],
    weights: [weight],
  };
  const path = join(folder, 'large.onnx');
  writeFileSync(path, onnxModel(graph));
  using source = openBytes({ path });
  let most = 0;
  const counting: ByteSource = {
    read: (start, end) => {
      most = Math.max(most, end - start);
      return source.read(start, end);
    },
    [Symbol.dispose]: () => undefined,
  };
  expect(readGraph(counting).nodes).toHaveLength(3002);
  expect(most).toBeLessThan(100);
  expect(shapeNodes(source)).toEqual(['Shape', 'Squeeze']);
});

test('what follows from a shape and constants is arithmetic on shapes', () => {
  expect(
    ofNodes([
      { op: 'Shape', inputs: ['x'], outputs: ['s'] },
      { op: 'Constant', inputs: [], outputs: ['c'] },
      { op: 'Mul', inputs: ['s', 'c'], outputs: ['m'] },
      { op: 'Concat', inputs: ['m', 's'], outputs: ['k'] },
      { op: 'Reshape', inputs: ['x', 'k'], outputs: ['y'] },
    ]),
  ).toEqual(['Shape', 'Mul', 'Concat']);
});

test('what meets the data, or makes a field of a shape, is not', () => {
  expect(
    ofNodes([
      { op: 'Shape', inputs: ['x'], outputs: ['s'] },
      { op: 'Cast', inputs: ['x'], outputs: ['i'] },
      { op: 'Gather', inputs: ['s', 'i'], outputs: ['g'] },
      { op: 'ConstantOfShape', inputs: ['s'], outputs: ['f'] },
      { op: 'Add', inputs: ['f', 'f'], outputs: ['y'] },
    ]),
  ).toEqual(['Shape']);
});

test('bytes that are no model give no nodes, and no endless loop', () => {
  for (let length = 0; length < 64; length++) {
    const bytes = Uint8Array.from({ length }, (_, i) => (i * 89 + length * 7) & 0xff);
    expect(() => readGraph(openBytes({ bytes }))).not.toThrow();
  }
  expect(readGraph(openBytes({ bytes: new Uint8Array(64).fill(0xff) })).nodes).toEqual([]);
});
