import { defineConfig } from 'vitest/config';
import { vulkanDriver } from './test/vulkanDriver.js';

export default defineConfig({
  test: {
    name: '@rankwise/core',
    watch: false,
    include: ['test/**/*.test.ts'],
    env: vulkanDriver(),
    testTimeout: 60_000,
    hookTimeout: 300_000,
  },
});
