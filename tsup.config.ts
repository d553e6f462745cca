import { defineConfig } from 'tsup';
import { entryPoints } from './scripts/entry-points.js';

export default defineConfig({
  entry: Object.fromEntries(entryPoints().map(({ output, source }) => [output, source])),
  format: 'esm',
  target: 'node20.19',
  platform: 'node',
  dts: true,
  splitting: true,
  treeshake: true,
  clean: true,
  // Users' debuggers and stack traces show the sources.
  sourcemap: true,
});
