import { existsSync, readdirSync } from 'node:fs';
import { defineConfig } from 'tsup';

/** One entry point for each folder of a provider and each file of a store: adding one touches no list. */
function pluginEntries(): Record<string, string> {
  const entries: Record<string, string> = {};
  for (const entry of readdirSync('src/providers', { withFileTypes: true })) {
    if (entry.isDirectory()) entries[`providers/${entry.name}`] = `src/providers/${entry.name}/index.ts`;
  }
  if (existsSync('src/stores')) {
    for (const file of readdirSync('src/stores')) {
      const name = /^([a-z-]+)\.ts$/.exec(file)?.[1];
      if (name !== undefined) entries[`stores/${name}`] = `src/stores/${file}`;
    }
  }
  return entries;
}

export default defineConfig({
  entry: { index: 'src/index.ts', testing: 'src/testing/index.ts', ...pluginEntries() },
  format: 'esm',
  target: 'node20.19',
  platform: 'node',
  dts: true,
  splitting: true,
  treeshake: true,
  clean: true,
  // The tests of the built package read stack traces; users' debuggers do too.
  sourcemap: true,
});
