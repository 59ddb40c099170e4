import { existsSync } from 'node:fs';

/** SwiftShader, a Vulkan driver in software that comes with Debian's chromium (`npm run setup -- --with-tests`). */
const swiftShader = '/usr/lib/chromium/vk_swiftshader_icd.json';

/**
 * The variable that makes the Vulkan loader show SwiftShader alone, so that WebGPU runs on every machine alike; none
 * where a driver was chosen already: to run the tests on a GPU, name its driver.
 */
export function vulkanDriver(env: NodeJS.ProcessEnv = process.env): Record<string, string> {
  const chosen = env.VK_ICD_FILENAMES ?? env.VK_DRIVER_FILES;
  return chosen === undefined && existsSync(swiftShader) ? { VK_ICD_FILENAMES: swiftShader } : {};
}
