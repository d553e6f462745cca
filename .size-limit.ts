import { entryPoints } from './scripts/entry-points.js';

/** What the library itself adds to a program: minified, gzipped, its packages not counted. */
const limits: Readonly<Record<string, string>> = { '.': '25 kB' };

export default entryPoints().map(({ subpath, output }) => ({
  name: subpath,
  path: `dist/${output}.js`,
  gzip: true,
  ...(limits[subpath] === undefined ? {} : { limit: limits[subpath] }),
  modifyEsbuildConfig: (config: object) => ({
    ...config,
    platform: 'node',
    format: 'esm',
    packages: 'external',
    logLevel: 'error',
  }),
}));
