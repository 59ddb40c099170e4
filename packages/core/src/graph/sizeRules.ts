import type { Operation } from './readMainGraph.js';
import type { Inputs } from './sampleRules.js';
import type { Sizes } from './SampleValue.js';

/**
 * What an operator makes of sizes: the arithmetic on shapes by which exporters write `x.view(x.size(0), -1)`. Undefined
 * where it is none of that.
 */
export function sizesAfter(inputs: Inputs, operation: Operation): Sizes | undefined {
  const [first] = inputs;
  if (operation.operator === 'Shape' && first?.kind === 'samples') {
    const all = ['samples', ...first.rest] as const;
    const start = operation.integers.get('start')?.[0] ?? 0;
    return { kind: 'sizes', sizes: all.slice(start, operation.integers.get('end')?.[0]), scalar: false };
  }
  if (operation.operator === 'Concat') return concatenated(inputs);
  if (first?.kind !== 'sizes') return undefined;
  const index = (place: number, name: string): readonly number[] | undefined => {
    const given = inputs[place];
    return given?.kind === 'constant' ? given.values : operation.integers.get(name);
  };
  switch (operation.operator) {
    case 'Gather': {
      const [, indices] = inputs;
      const places = indices?.kind === 'constant' ? indices.values : undefined;
      if (places === undefined || indices?.kind !== 'constant') return undefined;
      return {
        ...first,
        sizes: places.map((i) => first.sizes.at(i) ?? null),
        scalar: indices.dims?.length === 0,
      };
    }
    case 'Slice': {
      const [start, end, steps] = [
        index(1, 'starts')?.[0],
        index(2, 'ends')?.[0],
        index(4, 'steps')?.[0] ?? 1,
      ];
      if (start === undefined || end === undefined || steps !== 1) return undefined;
      return { ...first, sizes: first.sizes.slice(start, end) };
    }
    case 'Unsqueeze':
      return { ...first, scalar: false };
    case 'Squeeze':
      return { ...first, scalar: true };
    case 'Cast':
    case 'Identity':
      return first;
    default:
      return undefined;
  }
}

function concatenated(inputs: Inputs): Sizes | undefined {
  if (!inputs.some((one) => one?.kind === 'sizes')) return undefined;
  const parts = inputs.map((one) =>
    one?.kind === 'sizes' ? one.sizes : one?.kind === 'constant' ? one.values : undefined,
  );
  if (parts.includes(undefined)) return undefined;
  return { kind: 'sizes', sizes: parts.flatMap((part) => part ?? []), scalar: false };
}
