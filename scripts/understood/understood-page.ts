import { neutralKnowledge } from '../../src/classify/neutral/index.js';
import type { ErrorRule } from '../../src/core/error-rule.js';
import { geminiErrors } from '../../src/providers/gemini/rules.js';
import { ollamaErrors } from '../../src/providers/ollama/rules.js';
import { openaiErrors } from '../../src/providers/openai/rules.js';
import { VENDORS, type VendorSpec } from '../../src/providers/openai/vendors.js';
import { readRecords } from '../../test/corpus/records.js';
import { table } from '../readme-tables/markdown.js';
import { rulesTable } from './rule-rows.js';

/** Whose a rule is, by where it is known from: the first that matches. */
const OWNERS: readonly (readonly [string, RegExp])[] = [
  ['OpenRouter', /openrouter/i],
  ['Anthropic', /claude\.com|claude-code/],
  ['Groq', /groq\.com/],
  ['DeepSeek', /deepseek\.com/],
  ['Together', /together\.ai/],
  ['xAI', /\bx\.ai/],
  ['Cerebras', /cerebras|grammar-nazi-bot/],
  ['NVIDIA', /nvidia\.com|new-api/],
  ['Fireworks', /fireworks\.ai/],
  ['Hugging Face', /huggingface\.co/],
  ['Cloudflare Workers AI', /cloudflare\.com/],
  ['GitHub Models', /github\.com\/github-models/],
  ['Azure OpenAI', /learn\.microsoft\.com/],
  ['Moonshot (Kimi)', /moonshot/],
  ['Z.ai (Zhipu)', /bigmodel/],
  ['MiniMax', /minimax/],
  ['Alibaba Model Studio (Qwen)', /aliyun/],
  ['llama.cpp', /llama\.cpp/],
  ['LM Studio', /lmstudio|continue\/issues\/1(?:2794|1173)/],
  ['LiteLLM', /litellm/],
  ['one-api and new-api', /one-api/],
  ['OpenCode and other gateways', /model-hotel|openclaude/],
  ['OpenAI', /./],
];

/** What records call a vendor, where its title is another. */
const RECORD_NAMES: Readonly<Record<string, readonly string[]>> = {
  'Azure OpenAI': ['azure'],
  "Anthropic's OpenAI endpoint": ['anthropic'],
  'Moonshot (Kimi)': ['moonshot', 'kimi-proxy'],
  'Z.ai (Zhipu)': ['zhipu', 'zai'],
  'Alibaba Model Studio (Qwen)': ['dashscope'],
  'GitHub Models': ['github-models'],
  'LM Studio': ['lmstudio'],
  "Gemini's OpenAI endpoint": ['gemini'],
  "Ollama's OpenAI endpoint": ['ollama'],
  'Hugging Face': ['huggingface'],
};

const records = [...(['ollama', 'openai', 'gemini', 'held-out'] as const)].flatMap((file) => readRecords(file));

function ownerOf(rule: ErrorRule): string {
  return OWNERS.find(([, source]) => source.test(rule.source ?? ''))?.[0] ?? 'OpenAI';
}

function realErrors(title: string): number {
  const names = RECORD_NAMES[title] ?? [title.toLowerCase()];
  return records.filter(({ vendor, provider }) => names.includes(vendor ?? provider)).length;
}

const FORMATS = {
  'json-schema': '',
  'json-object': '`json_object` and the schema as an instruction',
  instruction: 'the schema as an instruction alone',
};

function requestWords({ maxTokens, streamUsage, keyHeader, features = {} }: VendorSpec): string {
  const { structuredOutput, anyJson, reasoning, seed, earlierThoughts } = features;
  const parts = [
    maxTokens === undefined ? '' : `\`${maxTokens}\``,
    streamUsage === undefined ? '' : 'no `stream_options`',
    keyHeader === undefined ? '' : `its key in \`${keyHeader}\``,
    structuredOutput === undefined ? '' : FORMATS[structuredOutput],
    anyJson === 'instruction' && structuredOutput === undefined ? 'no `json_object`' : '',
    reasoning === 'object' ? '`reasoning` as an object' : reasoning === 'none' ? 'no `reasoning`' : '',
    seed === 'random_seed' ? '`random_seed`' : seed === 'ignored' ? 'no `seed`' : '',
    earlierThoughts === 'refused' ? 'no thoughts of earlier answers' : '',
  ];
  return parts.filter((part) => part !== '').join(', ');
}

function vendorsTable(): string {
  const rows = Object.entries<VendorSpec>(VENDORS).map(([name, vendor]) => [
    `\`${name}\``,
    `[${vendor.title}](${vendor.source ?? ''})`,
    vendor.baseURL === undefined
      ? `your own (${vendor.hosts.map((host) => `\`*${host}\``).join(', ')})`
      : `\`${vendor.baseURL}\``,
    vendor.keys.map((key) => `\`${key}\``).join(', '),
    requestWords(vendor),
    String(realErrors(vendor.title)),
  ]);
  return table(['vendor', 'who', '`baseURL`', 'key', 'its requests', 'real errors tested'], rows);
}

function sections(): string {
  const owners = [...new Set(OWNERS.map(([owner]) => owner))].sort((one, other) => one.localeCompare(other, 'en'));
  return owners
    .flatMap((owner) => {
      const rules = openaiErrors.rules.filter((rule) => ownerOf(rule) === owner);
      return rules.length === 0 ? [] : [`### ${owner}\n\n${rulesTable(rules)}\n`];
    })
    .join('\n');
}

/** The page that shows what is understood of the errors of each provider and vendor. */
export function understoodPage(): string {
  return `<!-- Made from the rules by \`npx tsx scripts/understood.ts\`; a test fails where it is stale. -->

# What is understood

Every error is held against the rules of its provider, then against those of the others, then against what all of them
share. The first row that matches decides. Waits, resets, limits and lengths are read from headers, fields and words by
themselves, so they stand in no row. Texts are compared without case; “…” is any few words, \`[…]\` may be missing, \`a/b\`
is either.

## Vendors of the OpenAI API

\`openai({ vendor: 'groq' })\` brings the address, the variable of the key and the name; a vendor whose host is known need
not be named. A host that is not listed works the same way with a \`name\` and a \`baseURL\`.

${vendorsTable()}

## Ollama

${rulesTable(ollamaErrors.rules)}

## Gemini

${rulesTable(geminiErrors.rules)}

## OpenAI and those who speak its API

In the code gateways come before those whose errors they wrap; here each stands by its name.

${sections()}
## Every provider

${rulesTable(neutralKnowledge.rules)}
`;
}
