// The layers of the library: imports go down only, plug-ins don't know each other.
//
//   5  index.ts  testing/                              entry points
//   4  client/ | integrations/*                        the shell
//   3  providers/* | stores/*                          plug-ins
//   2  transport/                                      HTTP
//   1  classify/ | retry/ | limits/ | usage/           engines
//   0  core/                                           contracts
//
// scripts/layers.test.ts feeds every rule a file that breaks it.
const { dependencies, peerDependencies } = require('./package.json');

const packagePath = (names) => `node_modules/(${names.join('|')})/`;
// A database driver is a peer as well, and its store's business.
const drivers = ['pg'];
const sdks = packagePath(Object.keys(peerDependencies).filter((name) => !drivers.includes(name)));
const published = packagePath([...Object.keys(dependencies), ...Object.keys(peerDependencies)]);
// What the contracts may stand on: small, pure, and none of them shows in a type that a user meets.
const corePackages = packagePath(['eventemitter3', 'parse-duration', 'zod']);

// What several tests share; the tests themselves are left out of the cruise.
const FIXTURE = '\\.fixture\\.ts$';
const ENGINES = '^src/(classify|retry|limits|usage)/';

/** Nothing of `from` imports a file of `src` that `to` doesn't name. */
const onlyImports = ({ name, comment, from, to }) => ({
  name,
  comment,
  severity: 'error',
  from: { path: from },
  to: { path: '^src/', pathNot: to },
});

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    onlyImports({
      name: 'core-imports-core',
      comment: 'Contracts and leaf values stand on nothing else.',
      from: '^src/core/',
      to: '^src/core/',
    }),
    {
      name: 'core-imports-small-packages',
      comment: 'Contracts import the packages that are listed here, and nothing of Node.',
      severity: 'error',
      from: { path: '^src/core/' },
      to: { pathNot: ['^src/', corePackages] },
    },
    onlyImports({
      name: 'engines-import-core',
      comment: 'Engines meet in client/ or through a contract in core/.',
      from: ENGINES,
      to: ['^src/core/', '^src/$1/'],
    }),
    onlyImports({
      name: 'transport-imports-down',
      comment: 'HTTP stands on the engines and the core.',
      from: '^src/transport/',
      to: ['^src/(transport|core)/', ENGINES],
    }),
    onlyImports({
      name: 'providers-import-down',
      comment: 'A provider knows no other plug-in and nothing above it; what several need stands beside their folders.',
      from: '^src/providers/([^/]+)/',
      to: ['^src/providers/$1/', '^src/providers/[^/]+\\.ts$', '^src/(transport|core)/', ENGINES],
    }),
    onlyImports({
      name: 'shared-provider-code-imports-down',
      comment: 'What all providers share knows none of them, except the lists of what they know of errors and APIs.',
      from: '^src/providers/(?!(?:knowledge|wires)\\.ts)[^/]+\\.ts$',
      to: ['^src/providers/[^/]+\\.ts$', '^src/(transport|core)/', ENGINES],
    }),
    onlyImports({
      name: 'knowledge-imports-rules',
      comment: "The list of all providers' knowledge stays plain data: their adapters don't come with it.",
      from: '^src/providers/knowledge\\.ts$',
      to: ['^src/providers/[^/]+/rules\\.ts$', '^src/core/'],
    }),
    onlyImports({
      name: 'wires-import-wires',
      comment: "The list of all providers' APIs stays knowledge: their adapters don't come with it.",
      from: '^src/providers/wires\\.ts$',
      to: ['^src/providers/[^/]+/wire\\.ts$', '^src/providers/[^/]+/wire-[a-z]+\\.ts$', '^src/core/'],
    }),
    onlyImports({
      name: 'stores-import-down',
      comment: 'A store knows no other plug-in and nothing above it.',
      from: '^src/stores/',
      // What several stores share stands in folders beside them.
      to: ['^src/stores/[^/]+/', '^src/(transport|core)/', ENGINES],
    }),
    {
      name: 'drivers-are-loaded-late',
      comment:
        'Database drivers are optional peers: a static import would fail at import instead of telling what to install.',
      severity: 'error',
      from: { path: '^src/' },
      to: { path: packagePath(drivers), dynamic: false, dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'heavy-packages-stay-outside',
      comment: 'SQL and price lists come with the entries that need them, and with no other.',
      severity: 'error',
      from: { path: '^src/(index|testing/index|usage/index|integrations/[^/]+/index)\\.ts$' },
      to: { path: packagePath(['kysely', '@pydantic/genai-prices', ...drivers]), reachable: true },
    },
    onlyImports({
      name: 'client-imports-down',
      comment: 'The shell knows no entry point and no integration.',
      from: '^src/client/',
      to: ['^src/(client|providers|stores|transport|core)/', ENGINES],
    }),
    onlyImports({
      name: 'integrations-import-down',
      comment: 'An integration knows no other one and no entry point.',
      from: '^src/integrations/([^/]+?)(\\.ts|/)',
      to: ['^src/integrations/$1(\\.ts|/)', '^src/(client|providers|stores|transport|core)/', ENGINES],
    }),
    {
      name: 'no-import-of-entry-points',
      comment: 'src/index.ts re-exports; who needs something imports it where it stands.',
      severity: 'error',
      from: { path: '^src/' },
      to: { path: '^src/index\\.ts$' },
    },
    {
      name: 'testing-stays-outside',
      comment: 'The testing kit is for tests: nothing that runs in production imports it.',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/testing/' },
      to: { path: '^src/testing/' },
    },
    {
      name: 'fixtures-are-for-tests',
      comment: 'What tests share is no part of the library.',
      severity: 'error',
      from: { path: '^src/', pathNot: FIXTURE },
      to: { path: FIXTURE },
    },
    {
      name: 'sdks-in-providers',
      comment: "An SDK is its provider's business.",
      severity: 'error',
      from: { path: '^src/', pathNot: ['^src/providers/', FIXTURE] },
      to: { path: sdks },
    },
    {
      name: 'sdks-are-loaded-late',
      comment: 'SDKs are optional peers: a static import would fail at import instead of telling what to install.',
      severity: 'error',
      from: { path: '^src/providers/' },
      to: { path: sdks, dynamic: false, dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'undici-in-transport',
      comment: 'One place knows the HTTP client.',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/transport/' },
      to: { path: packagePath(['undici']) },
    },
    {
      name: 'main-entry-stays-light',
      comment: 'Importing the library loads neither an SDK nor undici nor the adapters; these come with a provider.',
      severity: 'error',
      from: { path: '^src/index\\.ts$' },
      to: { path: [sdks, packagePath(['undici']), '^src/(transport|testing)/'], reachable: true },
    },
    {
      name: 'only-published-packages',
      comment: 'What the library imports, its package.json brings along.',
      severity: 'error',
      from: { path: '^src/', pathNot: FIXTURE },
      to: { path: 'node_modules', pathNot: published },
    },
    {
      name: 'resolvable',
      comment: 'An import of a package or file that is not there.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: 'no-cycles',
      comment: 'A cycle, of types only included, means that a contract is missing in core/.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
  ],
  options: {
    exclude: { path: '\\.test(-d)?\\.ts$' },
    doNotFollow: { path: 'node_modules' },
    // Imports of types count: they couple as values do.
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default', 'types'] },
  },
};
