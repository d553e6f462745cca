import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../run.js';

/** The compilers that users may have, as packages to install under these names. */
export const COMPILERS = { 'typescript-5': 'npm:typescript@~5.9.3', 'typescript-6': 'npm:typescript@^6.0.3' } as const;

const strict = {
  strict: true,
  noEmit: true,
  target: 'es2023',
  module: 'nodenext',
  // Our declarations are to hold in whatever program includes them.
  skipLibCheck: false,
  noUncheckedIndexedAccess: true,
};

/**
 * Compiles the TypeScript programs: `bare` with nothing but the tarball, not even @types/node; `full` with the SDKs.
 * @returns one line for the reader of each compiler.
 */
export function checkTypes({ bare, full }: { readonly bare: string; readonly full: string }): readonly string[] {
  const files = ['uses-types.ts', 'uses-types.cts'];
  const programs = [
    { folder: full, files, compilerOptions: { ...strict, types: ['node'], exactOptionalPropertyTypes: true } },
    { folder: full, files, compilerOptions: { ...strict, types: ['node'], exactOptionalPropertyTypes: false } },
    {
      folder: bare,
      // The testing kit tells of HTTP requests and needs Node's types; the library itself doesn't.
      files: ['uses-types.cts'],
      compilerOptions: { ...strict, types: [], lib: ['es2023', 'dom', 'dom.asynciterable', 'esnext.disposable'] },
    },
  ];
  return Object.keys(COMPILERS).map((compiler) => {
    for (const { folder, files, compilerOptions } of programs) {
      writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, files }));
      run(process.execPath, [join(full, `node_modules/${compiler}/bin/tsc`), '-p', '.'], { cwd: folder });
    }
    return `${compiler}: strict, nodenext, ESM and CommonJS, exactOptionalPropertyTypes on and off, without and with SDKs`;
  });
}
