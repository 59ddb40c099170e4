import { onnxModel, type Node, type Weight } from '../../packages/core/test/models/onnxModel.js';

const FLOAT = 1;
const CLASSES = 1000;
/** Channels of the four stages, of two blocks each. */
const STAGES = [64, 128, 256, 512] as const;

/**
 * ResNet-18 as torchvision has it (He et al., https://arxiv.org/abs/1512.03385), with the normalisations folded into the
 * convolutions as exporters do: `scores[batch, 1000]` of `image[batch, 3, 224, 224]`. Weights are drawn by a seed.
 */
export function resNet18(): Uint8Array {
  const nodes: Node[] = [];
  const weights: Weight[] = [];
  const random = generator(18);

  function draw(name: string, dims: readonly number[], limit: number): string {
    const count = dims.reduce((a, b) => a * b, 1);
    const data = Float32Array.from({ length: count }, () => (2 * random() - 1) * limit);
    weights.push({ name, type: FLOAT, dims, data });
    return name;
  }

  function add(op: string, inputs: readonly string[], name: string, attributes: Node['attributes'] = {}) {
    nodes.push({ op, name, inputs, outputs: [name], attributes });
    return name;
  }

  function convolve(input: string, name: string, from: number, to: number, kernel: number, stride: number) {
    // Keeps the size of the values from layer to layer (He et al., https://arxiv.org/abs/1502.01852).
    const weight = draw(
      `${name}.weight`,
      [to, from, kernel, kernel],
      Math.sqrt(6 / (from * kernel * kernel)),
    );
    const bias = draw(`${name}.bias`, [to], 0.1);
    const border = (kernel - 1) / 2;
    return add('Conv', [input, weight, bias], name, {
      kernel_shape: [kernel, kernel],
      pads: [border, border, border, border],
      strides: [stride, stride],
    });
  }

  function block(input: string, name: string, from: number, to: number): string {
    const stride = from === to ? 1 : 2;
    const inner = add('Relu', [convolve(input, `${name}.conv1`, from, to, 3, stride)], `${name}.relu1`);
    const branch = convolve(inner, `${name}.conv2`, to, to, 3, 1);
    const straight = from === to ? input : convolve(input, `${name}.downsample`, from, to, 1, stride);
    return add('Relu', [add('Add', [branch, straight], `${name}.sum`)], `${name}.relu2`);
  }

  const stem = add('Relu', [convolve('image', 'conv1', 3, STAGES[0], 7, 2)], 'relu');
  let flow = add('MaxPool', [stem], 'maxpool', {
    kernel_shape: [3, 3],
    pads: [1, 1, 1, 1],
    strides: [2, 2],
  });
  let channels: number = STAGES[0];
  for (const [i, width] of STAGES.entries()) {
    flow = block(flow, `layer${i + 1}.0`, channels, width);
    flow = block(flow, `layer${i + 1}.1`, width, width);
    channels = width;
  }
  const features = add('Flatten', [add('GlobalAveragePool', [flow], 'avgpool')], 'features', { axis: 1 });
  const head = draw('fc.weight', [CLASSES, channels], 1 / Math.sqrt(channels));
  add('Gemm', [features, head, draw('fc.bias', [CLASSES], 0.1)], 'scores', { transB: 1 });
  return onnxModel({
    inputs: [{ name: 'image', type: FLOAT, shape: ['batch', 3, 224, 224] }],
    outputs: [{ name: 'scores', type: FLOAT, shape: ['batch', CLASSES] }],
    nodes,
    weights,
  });
}

/** Numbers in [0, 1), the same on every machine: a linear congruential generator (Numerical Recipes, 3rd ed., section 7.1). */
function generator(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}
