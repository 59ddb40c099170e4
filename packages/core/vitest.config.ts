import { defineConfig } from 'vitest/config';
import { deviceEnvironment } from '../../tools/suite/testDevices.mjs';

export default defineConfig({
  test: {
    name: '@rankwise/core',
    watch: false,
    maxWorkers: '100%', // vitest keeps a core free: of two that is half
    include: ['test/**/*.test.ts'],
    env: deviceEnvironment(),
    testTimeout: 120_000,
    hookTimeout: 300_000,
  },
});
