import { elementCount, elementSize, Model, Tensor, typedArrayOf, type ElementType } from '@rankwise/core';
import type { Argument, Call } from './Call.js';
import type { Batch } from './drawCalls.js';
import { isFloat, readFloat, writeFloat } from './elements.js';
import { offsets } from './Layout.js';
import { names, toOnnx } from './networks.js';

/** What the memory of the program is after the calls: as before, but for the elements of the outputs. */
export async function expectedMemory({ networks, calls, memory }: Batch): Promise<Uint8Array> {
  const expected = memory.slice();
  for (const [i, network] of networks.entries()) {
    await using model = await Model.load(toOnnx(network), { name: `network ${i}` });
    for (const call of calls.filter((each) => each.model === i)) run(model, call, expected);
  }
  return expected;
}

function run(model: Model, { network, fullShape, inputs, outputs }: Call, memory: Uint8Array): void {
  const { type, kind } = network;
  const given = inputs.map((input) => [
    input.name,
    Tensor.from(type, fullShape, gather(memory, input, type)),
  ]);
  const results = model.run(Object.fromEntries(given) as Record<string, Tensor>, names[kind].outputs);
  for (const output of outputs) scatter(memory, output, results[output.name] as Tensor);
}

/** The elements of an input as the model takes them. */
function gather(memory: Uint8Array, { type, size, layout, shape, begin }: Argument, to: ElementType) {
  const bytes = new Uint8Array(elementCount(shape) * elementSize(to));
  const [from, into] = [new DataView(memory.buffer), new DataView(bytes.buffer)];
  let at = 0;
  for (const offset of offsets(layout, shape)) {
    const source = begin + offset;
    if (type === 'bool') bytes[at] = (memory[source] as number) & 1;
    else if (type === to) bytes.set(memory.subarray(source, source + size), at);
    else if (isFloat(type) && isFloat(to)) writeFloat(into, at, to, readFloat(from, source, type));
    at += elementSize(to);
  }
  return new (typedArrayOf(to))(bytes.buffer);
}

/** Writes the elements of an output as the program takes them. */
function scatter(memory: Uint8Array, { type, size, layout, shape, begin }: Argument, result: Tensor): void {
  const { buffer, byteOffset, byteLength } = result.data;
  const bytes = new Uint8Array(buffer, byteOffset, byteLength);
  const [from, into] = [new DataView(buffer, byteOffset, byteLength), new DataView(memory.buffer)];
  let at = 0;
  for (const offset of offsets(layout, shape)) {
    const target = begin + offset;
    if (isFloat(type) && isFloat(result.type) && type !== result.type)
      writeFloat(into, target, type, readFloat(from, at, result.type));
    else {
      memory.fill(0, target, target + size); // of a logical of Fortran more than the byte of a bool
      memory.set(bytes.subarray(at, at + elementSize(type)), target);
    }
    at += elementSize(result.type);
  }
}
