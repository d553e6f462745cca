import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { allKnowledge } from '../src/providers/knowledge.js';
import { entryPoints } from './entry-points.js';

interface Target {
  readonly types: string;
  readonly default: string;
}

const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as {
  readonly exports: Readonly<Record<string, Target | string>>;
};

/** What `exports` makes of a subpath: the entry itself, or that of a `*` pattern with its `*` filled in. */
function exported(subpath: string): Target | undefined {
  for (const [pattern, target] of Object.entries(manifest.exports)) {
    if (typeof target === 'string') continue;
    const [before = '', after] = pattern.split('*');
    if (after === undefined ? pattern !== subpath : !subpath.startsWith(before)) continue;
    const star = subpath.slice(before.length);
    return { types: target.types.replace('*', star), default: target.default.replace('*', star) };
  }
  return undefined;
}

describe('the entry points', () => {
  it.each(entryPoints())(
    '$subpath is exported from where it is built, its types first',
    ({ subpath, output, source }) => {
      expect(existsSync(source)).toBe(true);
      expect(exported(subpath)).toEqual({ types: `./dist/${output}.d.ts`, default: `./dist/${output}.js` });
    },
  );

  it('nothing else is exported but the manifest and the folders of plug-ins', () => {
    const fixed = entryPoints().map(({ subpath }) => subpath.replace(/^(\.\/(?:providers|stores)\/).*/, '$1*'));
    expect(Object.keys(manifest.exports).sort()).toEqual(
      [...new Set([...fixed, './stores/*', './package.json'])].sort(),
    );
    for (const target of Object.values(manifest.exports)) {
      if (typeof target !== 'string') expect(Object.keys(target)).toEqual(['types', 'default']);
    }
  });

  it.each(entryPoints().filter(({ subpath }) => subpath.startsWith('./providers/')))(
    '$subpath exports a function of its own name',
    async ({ subpath, source }) => {
      const face = (await import(resolve(source))) as Record<string, unknown>;
      expect(face[subpath.replace('./providers/', '')]).toBeTypeOf('function');
    },
  );

  it('every provider brings its knowledge of errors into the common list', () => {
    const names = entryPoints()
      .map(({ subpath }) => /^\.\/providers\/(.+)$/.exec(subpath)?.[1])
      .filter((name) => name !== undefined);
    expect(allKnowledge.map(({ name }) => name).sort()).toEqual(names);
  });
});
