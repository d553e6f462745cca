import { defineConfig } from 'tsup';
import { entryPoints } from './scripts/entry-points.js';

export default defineConfig({
  entry: Object.fromEntries(entryPoints().map(({ output, source }) => [output, source])),
  format: 'esm',
  target: 'node20.19',
  platform: 'node',
  dts: true,
  splitting: true,
  // Small packages whose own files cost more at import than their code: inlined, 60 ms are not much.
  noExternal: ['eventemitter3', 'parse-duration'],
  treeshake: true,
  clean: true,
  // Users' debuggers and stack traces show the sources.
  sourcemap: true,
});
