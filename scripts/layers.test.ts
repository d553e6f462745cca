import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { cruise, type ICruiseResult, type IConfiguration } from 'dependency-cruiser';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

// A rule that nothing can break guards nothing: each one is fed a tree that breaks it, and it alone.

const config = createRequire(import.meta.url)('../.dependency-cruiser.cjs') as Required<IConfiguration>;

const LEAF = 'export const value = 1;\n';
const importing = (specifier: string): string => `import { value } from '${specifier}';\nexport const other = value;\n`;

/** A tree of source files for each rule; what they import stands beside them as a leaf. */
const violations: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'core-imports-core': { 'core/a.ts': importing('../classify/b.js'), 'classify/b.ts': LEAF },
  'core-imports-small-packages': {
    'core/a.ts': "import { readFileSync } from 'node:fs';\nexport const read = readFileSync;\n",
  },
  'engines-import-core': { 'retry/a.ts': importing('../limits/b.js'), 'limits/b.ts': LEAF },
  'transport-imports-down': { 'transport/a.ts': importing('../client/b.js'), 'client/b.ts': LEAF },
  'providers-import-down': { 'providers/one/a.ts': importing('../two/b.js'), 'providers/two/b.ts': LEAF },
  'shared-provider-code-imports-down': { 'providers/a.ts': importing('./one/b.js'), 'providers/one/b.ts': LEAF },
  'knowledge-imports-rules': {
    'providers/knowledge.ts': importing('./one/adapter.js'),
    'providers/one/adapter.ts': LEAF,
  },
  'wires-import-wires': {
    'providers/wires.ts': importing('./one/adapter.js'),
    'providers/one/adapter.ts': LEAF,
  },
  'fixtures-are-for-tests': { 'client/a.ts': importing('./b.fixture.js'), 'client/b.fixture.ts': LEAF },
  'stores-import-down': { 'stores/a.ts': importing('./b.js'), 'stores/b.ts': LEAF },
  'drivers-are-loaded-late': { 'stores/a.ts': "import { Pool } from 'pg';\nexport const pool = Pool;\n" },
  'heavy-packages-stay-outside': {
    'usage/index.ts': importing('./b.js').replace('const other', 'const face'),
    'usage/b.ts': "import { Kysely } from 'kysely';\nexport const b = Kysely;\n",
  },
  'client-imports-down': { 'client/a.ts': importing('../integrations/b.js'), 'integrations/b.ts': LEAF },
  'integrations-import-down': { 'integrations/a.ts': importing('./b.js'), 'integrations/b.ts': LEAF },
  'no-import-of-entry-points': { 'testing/a.ts': importing('../index.js'), 'index.ts': LEAF },
  'testing-stays-outside': { 'index.ts': importing('./testing/b.js'), 'testing/b.ts': LEAF },
  'sdks-in-providers': { 'testing/a.ts': "import type { Ollama } from 'ollama';\nexport type Client = Ollama;\n" },
  'sdks-are-loaded-late': { 'providers/one/a.ts': "import { Ollama } from 'ollama';\nexport const sdk = Ollama;\n" },
  'undici-in-transport': { 'client/a.ts': "import { fetch } from 'undici';\nexport const send = fetch;\n" },
  'main-entry-stays-light': {
    'index.ts': importing('./client/a.js').replace('const other', 'const face'),
    'client/a.ts': importing('../providers/one/b.js'),
    'providers/one/b.ts': importing('../../transport/c.js'),
    'transport/c.ts': LEAF,
  },
  'only-published-packages': { 'testing/a.ts': "import { it } from 'vitest';\nexport const run = it;\n" },
  resolvable: { 'client/a.ts': importing('./missing.js') },
  'no-cycles': {
    'core/a.ts': "import type { B } from './b.js';\nexport interface A { readonly b: B }\n",
    'core/b.ts': "import type { A } from './a.js';\nexport interface B { readonly a: A }\n",
  },
};

/** Rules that can't be broken alone: what breaks one breaks the other too. */
const together: Readonly<Record<string, readonly string[]>> = {
  'testing-stays-outside': ['main-entry-stays-light'],
};

let root: string;
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'layers-'));
  symlinkSync(resolve('node_modules'), join(root, 'node_modules'));
});
afterAll(() => {
  rmSync(root, { recursive: true, force: true });
});

async function brokenRules(name: string, files: Readonly<Record<string, string>>): Promise<string[]> {
  const baseDir = join(root, name);
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(baseDir, 'src', path)), { recursive: true });
    writeFileSync(join(baseDir, 'src', path), text);
  }
  const { tsConfig: _ofTheProject, ...options } = config.options;
  const { output } = await cruise(
    ['src'],
    { ...options, baseDir, validate: true, ruleSet: { forbidden: config.forbidden } },
    options.enhancedResolveOptions,
  );
  return [...new Set((output as ICruiseResult).summary.violations.map((violation) => violation.rule.name))].sort();
}

describe('the layers', () => {
  it.each(Object.entries(violations))('%s is reported where a file breaks it', async (name, files) => {
    expect(await brokenRules(name, files)).toEqual([name, ...(together[name] ?? [])].sort());
  });

  it('a tree that goes down only breaks no rule', async () => {
    const files = {
      'index.ts': "export { other } from './client/a.js';\n",
      'client/a.ts': importing('../retry/b.js'),
      'retry/b.ts': importing('../core/c.js')
        .replace('const other', 'const third')
        .concat('export const value = third;\n'),
      'core/c.ts': LEAF,
      'providers/one/a.ts':
        "import type { Ollama } from 'ollama';\nexport const load = (): Promise<{ Ollama: typeof Ollama }> => import('ollama');\n",
    };
    expect(await brokenRules('allowed', files)).toEqual([]);
  });

  it('every rule is broken once here', () => {
    expect(config.forbidden.map((rule) => rule.name).sort()).toEqual(Object.keys(violations).sort());
  });
});
