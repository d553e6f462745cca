import type { HostFeatures } from './host-features.js';

/** What is particular about a host that speaks OpenAI's Chat Completions API. */
export interface VendorSpec {
  /** As people write it. */
  readonly title: string;
  /** Its hosts; one that begins with a dot stands for all below it. */
  readonly hosts: readonly string[];
  /** Left out where each customer has an address of their own. */
  readonly baseURL?: string;
  /** Environment variables that hold a key, in this order. */
  readonly keys: readonly string[];
  /** How it calls the limit of an answer; most know nothing but `max_tokens`. */
  readonly maxTokens?: 'max_completion_tokens';
  /** Whether a stream may be asked for its tokens: `none` where that is refused, and given unasked. */
  readonly streamUsage?: 'none';
  /** The header in which it wants its key, where that is not `authorization: Bearer …`. */
  readonly keyHeader?: 'api-key';
  /** Its list holds base models, and requests name deployments: what is not in it may be there all the same. */
  readonly lists?: 'base-models';
  /** What else it knows of requests, or doesn't. */
  readonly features?: Partial<HostFeatures>;
  readonly source?: string;
}

/** Hosts of which something is known, by the names that `openai({ vendor })` takes. */
export const VENDORS = {
  openai: {
    title: 'OpenAI',
    hosts: ['api.openai.com', '.api.openai.com'],
    baseURL: 'https://api.openai.com/v1',
    keys: ['OPENAI_API_KEY'],
    maxTokens: 'max_completion_tokens',
    source: 'https://platform.openai.com/docs/api-reference/chat/create',
  },
  openrouter: {
    title: 'OpenRouter',
    hosts: ['openrouter.ai'],
    baseURL: 'https://openrouter.ai/api/v1',
    keys: ['OPENROUTER_API_KEY'],
    // https://openrouter.ai/docs/use-cases/reasoning-tokens
    features: { reasoning: 'object' },
    source: 'https://openrouter.ai/docs/api-reference/overview',
  },
  groq: {
    title: 'Groq',
    hosts: ['api.groq.com'],
    baseURL: 'https://api.groq.com/openai/v1',
    keys: ['GROQ_API_KEY'],
    maxTokens: 'max_completion_tokens',
    // https://github.com/janhq/jan/issues/8136
    features: { earlierThoughts: 'refused' },
    source: 'https://console.groq.com/docs/api-reference#chat-create',
  },
  azure: {
    title: 'Azure OpenAI',
    hosts: ['.openai.azure.com', '.cognitiveservices.azure.com', '.services.ai.azure.com'],
    keys: ['AZURE_OPENAI_API_KEY', 'AZURE_API_KEY'],
    maxTokens: 'max_completion_tokens',
    keyHeader: 'api-key',
    // https://learn.microsoft.com/rest/api/azureopenai/models/list
    lists: 'base-models',
    // https://learn.microsoft.com/azure/foundry/openai/how-to/structured-outputs: the same JSON Schema as OpenAI's.
    features: { earlierThoughts: 'refused', outputRoot: 'object' },
    source: 'https://learn.microsoft.com/azure/ai-foundry/openai/reference',
  },
  deepseek: {
    title: 'DeepSeek',
    hosts: ['api.deepseek.com'],
    baseURL: 'https://api.deepseek.com/v1',
    keys: ['DEEPSEEK_API_KEY'],
    features: { structuredOutput: 'json-object' },
    source: 'https://api-docs.deepseek.com/api/create-chat-completion',
  },
  mistral: {
    title: 'Mistral',
    hosts: ['api.mistral.ai', 'codestral.mistral.ai'],
    baseURL: 'https://api.mistral.ai/v1',
    keys: ['MISTRAL_API_KEY'],
    // It refuses `stream_options` as an extra input; its last chunk has the tokens anyway.
    streamUsage: 'none',
    // It refuses every field that it has no name for: https://github.com/charmbracelet/crush/issues/1590
    features: { seed: 'random_seed', earlierThoughts: 'refused' },
    source: 'https://github.com/dnakov/anon-kode/issues/53',
  },
  together: {
    title: 'Together',
    hosts: ['api.together.xyz', 'api.together.ai'],
    baseURL: 'https://api.together.xyz/v1',
    keys: ['TOGETHER_API_KEY', 'TOGETHER_AI_API_KEY'],
    source: 'https://docs.together.ai/docs/openai-api-compatibility',
  },
  'github-models': {
    title: 'GitHub Models',
    hosts: ['models.github.ai', 'models.inference.ai.azure.com'],
    baseURL: 'https://models.github.ai/inference',
    keys: ['GITHUB_MODELS_TOKEN', 'GITHUB_TOKEN'],
    source: 'https://docs.github.com/rest/models/inference',
  },
  moonshot: {
    title: 'Moonshot (Kimi)',
    hosts: ['api.moonshot.ai', 'api.moonshot.cn'],
    baseURL: 'https://api.moonshot.ai/v1',
    keys: ['MOONSHOT_API_KEY'],
    // https://platform.moonshot.ai/docs/guide/use-json-mode-feature-of-kimi-api
    features: { structuredOutput: 'json-object' },
    source: 'https://platform.moonshot.ai/docs/api/chat',
  },
  cerebras: {
    title: 'Cerebras',
    hosts: ['api.cerebras.ai'],
    baseURL: 'https://api.cerebras.ai/v1',
    keys: ['CEREBRAS_API_KEY'],
    maxTokens: 'max_completion_tokens',
    // https://github.com/Kilo-Org/kilocode/issues/10375
    features: { earlierThoughts: 'refused' },
    source: 'https://inference-docs.cerebras.ai/api-reference/chat-completions',
  },
  nvidia: {
    title: 'NVIDIA',
    hosts: ['integrate.api.nvidia.com'],
    baseURL: 'https://integrate.api.nvidia.com/v1',
    keys: ['NVIDIA_API_KEY'],
    source: 'https://docs.api.nvidia.com/nim/reference/llm-apis',
  },
  anthropic: {
    title: "Anthropic's OpenAI endpoint",
    hosts: ['api.anthropic.com'],
    baseURL: 'https://api.anthropic.com/v1',
    keys: ['ANTHROPIC_API_KEY'],
    // It ignores `response_format`, `seed` and `reasoning_effort`.
    features: { structuredOutput: 'instruction', anyJson: 'instruction', reasoning: 'none', seed: 'ignored' },
    source: 'https://docs.claude.com/en/api/openai-sdk',
  },
  xai: {
    title: 'xAI',
    hosts: ['api.x.ai', '.api.x.ai'],
    baseURL: 'https://api.x.ai/v1',
    keys: ['XAI_API_KEY'],
    source: 'https://docs.x.ai/docs/api-reference',
  },
  fireworks: {
    title: 'Fireworks',
    hosts: ['api.fireworks.ai'],
    baseURL: 'https://api.fireworks.ai/inference/v1',
    keys: ['FIREWORKS_API_KEY'],
    source: 'https://docs.fireworks.ai/tools-sdks/openai-compatibility',
  },
  'hugging-face': {
    title: 'Hugging Face',
    hosts: ['router.huggingface.co'],
    baseURL: 'https://router.huggingface.co/v1',
    keys: ['HF_TOKEN'],
    source: 'https://huggingface.co/docs/inference-providers/',
  },
  zai: {
    title: 'Z.ai (Zhipu)',
    hosts: ['api.z.ai', 'open.bigmodel.cn'],
    baseURL: 'https://api.z.ai/api/paas/v4',
    keys: ['ZAI_API_KEY', 'ZHIPU_API_KEY'],
    // https://docs.z.ai/guides/capabilities/struct-output
    features: { structuredOutput: 'json-object' },
    source: 'https://docs.z.ai/guides/develop/openai/python',
  },
  dashscope: {
    title: 'Alibaba Model Studio (Qwen)',
    hosts: ['dashscope.aliyuncs.com', 'dashscope-intl.aliyuncs.com'],
    baseURL: 'https://dashscope-intl.aliyuncs.com/compatible-mode/v1',
    keys: ['DASHSCOPE_API_KEY'],
    source: 'https://help.aliyun.com/zh/model-studio/compatibility-of-openai-with-dashscope',
  },
  'gemini-openai': {
    title: "Gemini's OpenAI endpoint",
    hosts: ['generativelanguage.googleapis.com'],
    baseURL: 'https://generativelanguage.googleapis.com/v1beta/openai',
    keys: ['GEMINI_API_KEY', 'GOOGLE_API_KEY'],
    // It refuses every field that it has no name for: https://github.com/Vali-98/ChatterUI/issues/227
    features: { earlierThoughts: 'refused' },
    source: 'https://ai.google.dev/gemini-api/docs/openai',
  },
  'ollama-openai': {
    title: "Ollama's OpenAI endpoint",
    hosts: ['ollama.com'],
    baseURL: 'http://127.0.0.1:11434/v1',
    keys: ['OLLAMA_API_KEY'],
    source: 'https://docs.ollama.com/api/openai-compatibility',
  },
  vllm: {
    title: 'vLLM',
    hosts: [],
    baseURL: 'http://127.0.0.1:8000/v1',
    keys: ['VLLM_API_KEY'],
    source: 'https://docs.vllm.ai/en/latest/serving/openai_compatible_server/',
  },
  'llama-cpp': {
    title: 'llama.cpp',
    hosts: [],
    baseURL: 'http://127.0.0.1:8080/v1',
    keys: ['LLAMA_API_KEY'],
    source: 'https://github.com/ggml-org/llama.cpp/blob/master/tools/server/README.md',
  },
  'lm-studio': {
    title: 'LM Studio',
    hosts: [],
    baseURL: 'http://127.0.0.1:1234/v1',
    keys: ['LM_API_TOKEN'],
    // It takes a schema or text: https://lmstudio.ai/docs/developer/openai-compat/structured-output
    features: { anyJson: 'instruction' },
    source: 'https://lmstudio.ai/docs/developer/openai-compat',
  },
} as const satisfies Record<string, VendorSpec>;

/** The name of a vendor of which something is known. */
export type VendorName = keyof typeof VENDORS;

/** The names of all vendors. */
export const VENDOR_NAMES = Object.keys(VENDORS) as readonly VendorName[];

/** The vendor behind a host; `undefined` where nothing is known of it. */
export function vendorOfHost(hostname: string): VendorName | undefined {
  const host = hostname.toLowerCase();
  return VENDOR_NAMES.find((name) =>
    VENDORS[name].hosts.some((entry) => (entry.startsWith('.') ? host.endsWith(entry) : host === entry)),
  );
}
