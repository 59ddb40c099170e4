import { existsSync } from 'node:fs';

const swiftShader = '/usr/lib/chromium/vk_swiftshader_icd.json';

/** The environment for WebGPU: where no other driver was chosen, the one in software that comes with Debian's chromium. */
export const vulkan: NodeJS.ProcessEnv =
  existsSync(swiftShader) && process.env.VK_DRIVER_FILES === undefined
    ? { VK_ICD_FILENAMES: process.env.VK_ICD_FILENAMES ?? swiftShader }
    : {};
