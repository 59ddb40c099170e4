import { onnxModel, type Node, type Weights } from '../tools/onnxModel.js';
import { classes, SIZE } from './drawImage.js';
import type { Convolution } from './layers.js';
import type { ResNet } from './ResNet.js';

/** A residual network as an ONNX model: `scores[batch, class]` of `image[batch, 3, height, width]`. */
export function resnetModel({ stem, blocks, head }: ResNet): Uint8Array {
  const nodes: Node[] = [];
  const weights: Record<string, Weights> = {};

  function convolution(layer: Convolution, from: string, to: string): string {
    const { kernel, stride } = layer;
    const border = (kernel - 1) / 2;
    const attributes = {
      kernel_shape: [kernel, kernel],
      pads: [border, border, border, border],
      strides: [stride, stride],
    };
    weights[`${to}.weight`] = { shape: [layer.to, layer.from, kernel, kernel], values: layer.weights };
    weights[`${to}.bias`] = { shape: [layer.to], values: layer.bias };
    return node('Conv', [from, `${to}.weight`, `${to}.bias`], to, attributes);
  }

  function node(
    op: string,
    from: readonly string[],
    to: string,
    attributes: Node['attributes'] = {},
  ): string {
    nodes.push({ op, from, to: [to], attributes });
    return to;
  }

  let flow = node('Relu', [convolution(stem, 'image', 'stem')], 'stem.relu');
  for (const [i, { first, second, skip }] of blocks.entries()) {
    const name = `block${i + 1}`;
    const inner = node('Relu', [convolution(first, flow, `${name}.first`)], `${name}.first.relu`);
    const branch = convolution(second, inner, `${name}.second`);
    const straight = skip === undefined ? flow : convolution(skip, flow, `${name}.skip`);
    flow = node('Relu', [node('Add', [straight, branch], `${name}.sum`)], name);
  }
  const features = node('Flatten', [node('GlobalAveragePool', [flow], 'average')], 'features', { axis: 1 });
  weights['head.weight'] = {
    shape: [classes.length, head.weights.length / classes.length],
    values: head.weights,
  };
  weights['head.bias'] = { shape: [classes.length], values: head.bias };
  node('Gemm', [features, 'head.weight', 'head.bias'], 'scores', { transB: 1 });

  return onnxModel({
    name: 'ResNet',
    inputs: [{ name: 'image', type: 'float32', shape: ['batch', 3, SIZE, SIZE] }],
    outputs: [{ name: 'scores', type: 'float32', shape: ['batch', classes.length] }],
    nodes,
    weights,
  });
}
