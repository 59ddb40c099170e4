import type { ProviderOptions } from '../device/index.js';
import type { Rank } from '../rank/index.js';
import type { Threads } from './threads.js';

/** How much ONNX Runtime rewrites the graph of a model before it runs it. */
export type Optimization = 'none' | 'basic' | 'extended' | 'all';

/** Options of `Model.load`. */
export interface ModelOptions {
  /** `auto`, `cpu`, `cuda[:i]`, `tensorrt[:i]` or `webgpu`. Default: cpu. */
  device?: string;
  /** Threads that compute one run. Default: `RANKWISE_THREADS`, else 1. */
  threads?: Threads;
  /** The rank whose share of the devices this is. Default: as the launcher tells. */
  rank?: Rank;
  /** Name in messages. Default: the name of the file without `.onnx`, or `model` for bytes. */
  name?: string;
  /** Default: all. */
  optimization?: Optimization;
  /** Sizes of symbolic dimensions, by name, fixed for this session. Names the model lacks have no effect. */
  dimensions?: Readonly<Record<string, number>>;
  /**
   * Options of the device's execution provider, by its own names: `{ gpu_mem_limit: 2147483648 }` for cuda,
   * `{ trt_fp16_enable: true, trt_engine_cache_enable: true }` for tensorrt. TensorRT's CUDA part gets none of them.
   */
  providerOptions?: ProviderOptions;
  /** Whether it is an error that an operator runs on the CPU though another device was asked for. Default: no. */
  noFallback?: boolean;
  /**
   * Whether an NVIDIA GPU may round the factors of float32 products to TF32, 10 bits of mantissa in place of 23: faster, but
   * with errors of the order of 1e-3, which also depend on the other samples of a batch. TensorRT does so unless
   * `NVIDIA_TF32_OVERRIDE=0` is in the environment. Default: no.
   */
  tf32?: boolean;
}
