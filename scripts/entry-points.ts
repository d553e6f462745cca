import { existsSync, readdirSync } from 'node:fs';

/** Something that users import. */
export interface EntryPoint {
  /** As in `exports`: `.`, `./testing`, `./providers/x`. */
  readonly subpath: string;
  /** Its file in `dist`, without the ending. */
  readonly output: string;
  readonly source: string;
}

/** All entry points, read from the folders: adding a provider or a store touches no list, an integration the `exports` of the package. */
export function entryPoints(): readonly EntryPoint[] {
  return [
    { subpath: '.', output: 'index', source: 'src/index.ts' },
    { subpath: './usage', output: 'usage', source: 'src/usage/index.ts' },
    { subpath: './prices', output: 'prices', source: 'src/usage/prices.ts' },
    { subpath: './testing', output: 'testing', source: 'src/testing/index.ts' },
    ...pluginNames('src/providers', /^([a-z][a-z-]*)$/).map((name) => plugin('providers', name, `${name}/index.ts`)),
    ...pluginNames('src/integrations', /^([a-z][a-z-]*)$/).map((name) => ({
      subpath: `./${name}`,
      output: name,
      source: `src/integrations/${name}/index.ts`,
    })),
    ...pluginNames('src/stores', /^([a-z][a-z-]*)\.ts$/).map((name) => plugin('stores', name, `${name}.ts`)),
  ];
}

function plugin(family: 'providers' | 'stores', name: string, file: string): EntryPoint {
  return { subpath: `./${family}/${name}`, output: `${family}/${name}`, source: `src/${family}/${file}` };
}

function pluginNames(folder: string, pattern: RegExp): readonly string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .map((file) => pattern.exec(file)?.[1])
    .filter((name) => name !== undefined)
    .sort();
}
