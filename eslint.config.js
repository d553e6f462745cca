import eslint from '@eslint/js';
import { defineConfig } from 'eslint/config';
import tseslint from 'typescript-eslint';

// The house rules. What each one guards is said in its message, since that is what a contributor gets to read.

const TIME = 'Time is injected: take a `Clock` (core/clock.ts), so that tests run on virtual time.';
const CHANCE = 'Chance is injected: take a `Random` (core/random.ts), so that tests can repeat it.';
const ENVIRONMENT = 'Read environment variables through readEnvironment() (core/environment.ts).';

const timers = ['setTimeout', 'setInterval', 'setImmediate'];
const globalObjects = ['globalThis', 'global'];

const injected = {
  'no-restricted-globals': [
    'error',
    ...timers.map((name) => ({ name, message: TIME })),
    { name: 'performance', message: TIME },
  ],
  'no-restricted-properties': [
    'error',
    { object: 'Date', property: 'now', message: TIME },
    { object: 'AbortSignal', property: 'timeout', message: TIME },
    { object: 'Math', property: 'random', message: CHANCE },
    { object: 'process', property: 'env', message: ENVIRONMENT },
    { object: 'process', property: 'hrtime', message: TIME },
    ...globalObjects.flatMap((object) => [
      ...timers.map((property) => ({ object, property, message: TIME })),
      { object, property: 'performance', message: TIME },
    ]),
  ],
  'no-restricted-imports': [
    'error',
    {
      paths: [
        ...['node:timers', 'node:timers/promises', 'timers', 'timers/promises', 'node:perf_hooks', 'perf_hooks'].map(
          (name) => ({ name, message: TIME }),
        ),
        { name: 'node:process', importNames: ['env', 'default', 'hrtime'], message: ENVIRONMENT },
        { name: 'process', message: ENVIRONMENT },
      ],
    },
  ],
};

const noClockReading = [
  { selector: 'NewExpression[callee.name="Date"][arguments.length=0]', message: TIME },
  { selector: 'CallExpression[callee.name="Date"]', message: TIME },
];

const explicitExports = [
  { selector: 'ExportDefaultDeclaration', message: 'Export by name, so that imports and searches say the same.' },
  {
    selector: 'ExportAllDeclaration',
    message: 'List the exports by name: `export *` hides changes of the public face from review.',
  },
];

const PROVIDER_NAME = '/^(ollama|openai|gemini)\\b/i';
const noProviderName = [`Literal[value=${PROVIDER_NAME}]`, `TemplateElement[value.raw=${PROVIDER_NAME}]`].map(
  (selector) => ({
    selector,
    message: 'Shared code knows no provider by name: add a field to a contract in core/ that each provider fills.',
  }),
);

const tests = ['**/*.test.ts', '**/*.test-d.ts', '**/*.fixture.ts'];

export default defineConfig(
  { ignores: ['dist/', 'coverage/', '.cache/', '**/node_modules/', 'scripts/fixtures/'] },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  eslint.configs.recommended,
  {
    files: ['**/*.ts', '**/*.mts', '**/*.cts'],
    extends: [tseslint.configs.recommendedTypeChecked],
    languageOptions: { parserOptions: { projectService: true } },
    rules: {
      eqeqeq: 'error',
      'max-params': ['error', 3],
      'no-param-reassign': 'error',
      'object-shorthand': 'error',
      'prefer-const': 'error',
      '@typescript-eslint/consistent-type-exports': 'error',
      '@typescript-eslint/consistent-type-imports': [
        'error',
        { fixStyle: 'inline-type-imports', disallowTypeAnnotations: false },
      ],
      '@typescript-eslint/no-deprecated': 'error',
      '@typescript-eslint/no-import-type-side-effects': 'error',
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      // `throw signal.reason` and `throw error` from a catch hand on what somebody else threw.
      '@typescript-eslint/only-throw-error': ['error', { allowThrowingAny: true, allowThrowingUnknown: true }],
      '@typescript-eslint/prefer-promise-reject-errors': [
        'error',
        { allowThrowingAny: true, allowThrowingUnknown: true },
      ],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      '@typescript-eslint/return-await': ['error', 'in-try-catch'],
      // Adapters are async because their contract is, whether or not they await something today.
      '@typescript-eslint/require-await': 'off',
      // Options are objects of callbacks here, taken apart where they are used; no class lends its methods out.
      '@typescript-eslint/unbound-method': 'off',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
    },
  },
  {
    files: ['src/**/*.ts'],
    ignores: tests,
    rules: {
      ...injected,
      'no-console': 'error',
      'no-restricted-syntax': ['error', ...explicitExports, ...noClockReading],
      'max-lines': ['error', { max: 250, skipBlankLines: true, skipComments: true }],
    },
  },
  {
    files: ['core', 'classify', 'retry', 'limits', 'usage', 'transport', 'client'].map(
      (layer) => `src/${layer}/**/*.ts`,
    ),
    ignores: tests,
    rules: { 'no-restricted-syntax': ['error', ...explicitExports, ...noClockReading, ...noProviderName] },
  },
  {
    // Tables of knowledge: long because there is much to know.
    files: ['src/providers/*/rules.ts', 'src/providers/*/rules/*.ts', 'src/core/error-kinds.ts'],
    rules: { 'max-lines': 'off' },
  },
  {
    // The places through which time, chance and the environment come in, and those that tests are built of.
    files: ['src/core/clock.ts', 'src/core/random.ts', 'src/core/environment.ts', 'src/testing/**/*.ts'],
    rules: {
      'no-restricted-globals': 'off',
      'no-restricted-properties': 'off',
      'no-restricted-imports': 'off',
      'no-restricted-syntax': ['error', ...explicitExports],
    },
  },
  {
    files: tests,
    rules: {
      // Tests hand over wrong values on purpose and read what real servers send.
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
      '@typescript-eslint/only-throw-error': 'off',
      '@typescript-eslint/prefer-promise-reject-errors': 'off',
    },
  },
  {
    // Programs of users of the packed package: compiled and run there, by scripts/smoke-package.ts.
    files: ['test/package/programs/**'],
    extends: [tseslint.configs.disableTypeChecked],
  },
  {
    files: ['**/*.js', '**/*.mjs', '**/*.cjs'],
    languageOptions: {
      globals: {
        process: 'readonly',
        console: 'readonly',
        require: 'readonly',
        module: 'writable',
        fetch: 'readonly',
        setTimeout: 'readonly',
        AbortController: 'readonly',
        URL: 'readonly',
      },
    },
  },
);
