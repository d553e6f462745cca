import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { resolveOpenAIOptions, type OpenAIOptions } from './options.js';
import { vendorOfHost, VENDOR_NAMES, VENDORS, type VendorSpec } from './vendors.js';

const variables = [...new Set(VENDOR_NAMES.flatMap((name): readonly string[] => VENDORS[name].keys))];

beforeEach(() => {
  for (const name of [...variables, 'OPENAI_BASE_URL', 'FAST_API_KEY']) vi.stubEnv(name, '');
});
afterEach(() => {
  vi.unstubAllEnvs();
});

function problemsOf(options: unknown): string {
  try {
    resolveOpenAIOptions(options as OpenAIOptions);
  } catch (error) {
    return error instanceof TypeError ? error.message : String(error);
  }
  return '';
}

const entries = VENDOR_NAMES.map((name): [string, VendorSpec] => [name, VENDORS[name]]);

test.each(entries)('knows %s by its address, and where that is known from', (name, vendor) => {
  if (vendor.baseURL !== undefined) {
    expect(vendor.baseURL).toMatch(/^https?:\/\/[\w.:-]+(?:\/[\w.-]+)*$/);
    const { hostname } = new URL(vendor.baseURL);
    if (hostname !== '127.0.0.1') expect(vendorOfHost(hostname)).toBe(name);
  }
  expect(vendor.source).toMatch(/^https:\/\//);
  expect(vendor.keys.length).toBeGreaterThan(0);
});

test('brings the address, the name and the key of a vendor', () => {
  vi.stubEnv('GROQ_API_KEY', 'gsk-env');
  expect(resolveOpenAIOptions({ vendor: 'groq' })).toMatchObject({
    name: 'groq',
    baseURL: 'https://api.groq.com/openai/v1',
    keys: [{ secret: 'gsk-env' }],
    ownHost: false,
    ownName: false,
    vendor: { maxTokens: 'max_completion_tokens' },
  });
});

test('lets a name and an address of the user win', () => {
  vi.stubEnv('FAST_API_KEY', 'fast-env');
  vi.stubEnv('GROQ_API_KEY', 'gsk-env');
  expect(resolveOpenAIOptions({ vendor: 'groq', name: 'fast', baseURL: 'https://proxy.example/v1' })).toMatchObject({
    name: 'fast',
    baseURL: 'https://proxy.example/v1',
    keys: [{ secret: 'fast-env' }],
  });
});

test('recognises a vendor by its host, whatever it is called, and takes its key', () => {
  vi.stubEnv('MOONSHOT_API_KEY', 'ms-env');
  const settings = resolveOpenAIOptions({ name: 'kimi', baseURL: 'https://api.moonshot.cn/v1' });
  expect(settings).toMatchObject({ keys: [{ secret: 'ms-env' }], vendor: { title: 'Moonshot (Kimi)' } });
  expect(vendorOfHost('eu.api.openai.com')).toBe('openai');
  expect(vendorOfHost('my-resource.openai.azure.com')).toBe('azure');
});

test.each(['api.groq.com.evil.example', 'evilapi.groq.com', 'openai.azure.com', 'api.openai.com.example', ''])(
  'takes no other host for a vendor: %s',
  (host) => {
    expect(vendorOfHost(host)).toBeUndefined();
  },
);

test('never takes the key of OpenAI for one who calls it by another name', () => {
  vi.stubEnv('OPENAI_API_KEY', 'sk-env');
  expect(problemsOf({ name: 'second' })).toContain('SECOND_API_KEY');
});

test('names the nearest vendor to an unknown one', () => {
  expect(problemsOf({ vendor: 'grok' })).toMatch(
    /^Wrong options for openai\(\):\n {2}- Expected `vendor` to be one of openai, .*, got `"grok"`; did you mean `groq`\?$/,
  );
  expect(problemsOf({ vendor: 'something-else' })).toMatch(/; for another host give its `baseURL` and a `name`$/);
  expect(problemsOf({ vendor: 5 })).toContain('got `5`');
});

test('asks for the address of a vendor that has none of its own', () => {
  vi.stubEnv('AZURE_OPENAI_API_KEY', 'azure-env');
  expect(problemsOf({ vendor: 'azure' })).toContain(
    'Expected `baseURL` to be given: every customer of Azure OpenAI has their own',
  );
});

test('sends what stands behind the ? of an address with every request', () => {
  const baseURL = 'https://me.openai.azure.com/openai/deployments/gpt-x?api-version=2024-10-21';
  expect(resolveOpenAIOptions({ vendor: 'azure', baseURL, apiKey: 'azure-key' })).toMatchObject({
    baseURL: 'https://me.openai.azure.com/openai/deployments/gpt-x',
    query: { 'api-version': '2024-10-21' },
  });
});

test('needs no key for a server of one’s own', () => {
  expect(resolveOpenAIOptions({ vendor: 'lm-studio' })).toMatchObject({
    name: 'lm-studio',
    baseURL: 'http://127.0.0.1:1234/v1',
  });
});
