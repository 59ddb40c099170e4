import { executionProviders, formatDevice, type Device } from '../device/index.js';
import { RankwiseError } from '../errors/index.js';
import type { Pointer } from '../ffi/index.js';
import { openBytes, readGraph, shapeArithmetic, type Graph } from '../graph/index.js';
import { assignedNodes, type AssignedNode, type OrtRuntime } from '../ort/index.js';
import type { ModelSource } from './ModelSource.js';

/** An operator that runs on the CPU though another device was asked for. */
export interface FallbackOperator {
  /** `NonZero`; `com.microsoft.Gelu` for one that ONNX does not define. */
  readonly operator: string;
  /** Number of its nodes that run on the CPU. */
  readonly count: number;
  /** Names of those nodes, as far as the model names them. */
  readonly nodes: readonly string[];
}

/**
 * The operators of a session that run on the CPU though its device is another, by name. Arithmetic on shapes is not
 * counted: it belongs on the CPU. Undefined where ONNX Runtime is older than 1.24 and cannot tell.
 */
export function readFallback(
  runtime: OrtRuntime,
  session: Pointer,
  device: Device,
  source: ModelSource,
): readonly FallbackOperator[] | undefined {
  if (device.kind === 'cpu') return [];
  const onCpu = assignedNodes(runtime, session)?.filter(
    ({ provider }) => provider === executionProviders.cpu,
  );
  return onCpu && onCpu.length > 0 ? fallbackOperators(onCpu, graphOf(source)) : onCpu && [];
}

/** Counts nodes by operator, less those that compute with shapes alone. */
export function fallbackOperators(
  nodes: readonly Pick<AssignedNode, 'operator' | 'name'>[],
  graph: Graph,
): readonly FallbackOperator[] {
  const shapes = shapeArithmetic(graph);
  // A node without a name is known by its operator alone: all of that kind must be arithmetic on shapes.
  const isShape = ({ operator, name }: Pick<AssignedNode, 'operator' | 'name'>) => {
    const same = graph.nodes.filter((node) => node.name === name && node.operator === operator);
    return same.length > 0 && same.every((node) => shapes.has(node));
  };
  const found = new Map<string, { operator: string; count: number; nodes: string[] }>();
  for (const node of nodes.filter((one) => !isShape(one))) {
    const entry = found.get(node.operator) ?? { operator: node.operator, count: 0, nodes: [] };
    entry.count++;
    if (node.name !== '') entry.nodes.push(node.name);
    found.set(node.operator, entry);
  }
  return [...found.values()].sort((a, b) => (a.operator < b.operator ? -1 : 1));
}

/** In words: `Exp, NonZero (3 nodes)`; empty where there are none. */
export function formatFallback(fallback: readonly FallbackOperator[]): string {
  return fallback
    .map(({ operator, count }) => (count === 1 ? operator : `${operator} (${count} nodes)`))
    .join(', ');
}

/** @throws RankwiseError `DEVICE_UNAVAILABLE` where there are any. */
export function refuseFallback(
  fallback: readonly FallbackOperator[],
  device: Device,
  source: ModelSource,
): void {
  if (fallback.length === 0) return;
  throw new RankwiseError(
    'DEVICE_UNAVAILABLE',
    `The model ${source.label} does not run on '${formatDevice(device)}' alone, as the option noFallback (no_fallback) asks: ${formatFallback(fallback)} would run on the CPU, where ${executionProviders[device.kind]} lacks the operator or its types. Export the model with others, or leave the option out.`,
  );
}

function graphOf({ content }: ModelSource): Graph {
  using source = openBytes(content);
  return readGraph(source);
}
