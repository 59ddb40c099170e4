import { defineConfig } from 'vitest/config';

// Apart from the tools' other tests: it makes a whole folder and builds programs with it, for a minute or two.
export default defineConfig({
  test: {
    name: 'dist',
    watch: false,
    include: ['**/*.test.mjs'],
    testTimeout: 180_000,
    hookTimeout: 300_000,
    fileParallelism: false,
  },
});
