import { existsSync, realpathSync } from 'node:fs';
import process from 'node:process';
import { pathToFileURL } from 'node:url';

/** Names the devices that tests run on besides the CPU, such as `webgpu,cuda:0`. */
const VARIABLE = 'RANKWISE_TEST_DEVICES';

/** SwiftShader, a Vulkan driver in software that comes with Debian's chromium (`npm run setup -- --with-tests`). */
export const SWIFTSHADER = '/usr/lib/chromium/vk_swiftshader_icd.json';

/**
 * The devices that tests run on besides the CPU: those of RANKWISE_TEST_DEVICES, else WebGPU.
 *
 * @param {Readonly<Record<string, string | undefined>>} env
 * @returns {string[]} each with its index: `webgpu:0`
 */
export function testDevices(env = process.env) {
  const text = env[VARIABLE]?.trim() || 'webgpu';
  const devices = text.split(',').map((entry) => {
    const [, cpu, kind, index = '0'] =
      /^(?:(cpu)|(cuda|tensorrt|webgpu)(?::(\d+))?)$/.exec(entry.trim()) ?? [];
    if (cpu === undefined && kind === undefined) {
      throw new Error(
        `${VARIABLE} is '${text}', in which '${entry.trim()}' is no device. Name them as in 'webgpu,cuda:0'; there are cpu, cuda, tensorrt and webgpu.`,
      );
    }
    return cpu ?? `${kind}:${index}`;
  });
  return [...new Set(devices)];
}

/**
 * What tests on devices have in their environment: SwiftShader, where no other Vulkan driver was chosen, so that WebGPU
 * runs on every machine alike; and float32 that is float32, which CUDA and TensorRT would shorten to TF32.
 *
 * @param {Readonly<Record<string, string | undefined>>} env
 * @returns {Record<string, string>}
 */
export function deviceEnvironment(env = process.env) {
  const chosen = env['VK_DRIVER_FILES'] ?? env['VK_ICD_FILENAMES'];
  return {
    NVIDIA_TF32_OVERRIDE: '0',
    ...(chosen === undefined && existsSync(SWIFTSHADER) ? { VK_ICD_FILENAMES: SWIFTSHADER } : {}),
  };
}

// For tests in other languages: both as JSON.
if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(realpathSync(process.argv[1])).href) {
  console.log(JSON.stringify({ devices: testDevices(), environment: deviceEnvironment() }));
}
