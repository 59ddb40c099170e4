import { defineConfig } from 'vitest/config';
import { deviceEnvironment } from '../../tools/suite/testDevices.mjs';

export default defineConfig({
  test: {
    name: '@rankwise/examples',
    watch: false,
    include: ['test/**/*.test.ts'],
    env: deviceEnvironment(),
    testTimeout: 60_000,
    hookTimeout: 300_000,
  },
});
