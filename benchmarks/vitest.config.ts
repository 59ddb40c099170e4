import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    name: '@rankwise/benchmarks',
    watch: false,
    include: ['test/**/*.test.ts'],
    testTimeout: 60_000,
    hookTimeout: 300_000,
  },
});
