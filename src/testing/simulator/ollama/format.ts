import { optionalCount, optionalRecord, requireList, requireRecord, requireText, textList } from '../read-body.js';
import { imageAt, optionalNumber, recordsIn, toolOf, type PromptExtras } from '../prompt-extras.js';
import type { Answer, AnswerFrames, ParsedRequest, Route, WireFormat } from '../wire-format.js';
import { parseOllamaEmbeddings } from './embeddings.js';
import { ollamaErrors } from './errors.js';
import { ollamaInfo } from './info.js';

const ROUTES: Readonly<Record<string, Route>> = {
  'POST /api/chat': { type: 'generate', name: 'chat' },
  'POST /api/generate': { type: 'generate', name: 'generate' },
  'POST /api/embed': { type: 'generate', name: 'embed' },
  'GET /api/tags': { type: 'info', name: 'tags' },
  'POST /api/show': { type: 'info', name: 'show' },
  'GET /api/version': { type: 'info', name: 'version' },
  'GET /': { type: 'info', name: 'root' },
};

/** Ollama's native API: https://docs.ollama.com/api @internal */
export function ollamaFormat(options: { readonly truncate: 'obey' | 'ignore' }): WireFormat {
  return {
    provider: 'ollama',
    errors: ollamaErrors,
    owns: (path) => path.startsWith('/api/') || path === '/',
    route: ({ method, url }) => ROUTES[`${method} ${url.pathname}`],
    credential: (headers) => /^Bearer (.+)$/i.exec(headers['authorization'] ?? '')?.[1],
    parse: (route, body) =>
      route.name === 'embed' ? parseOllamaEmbeddings(body) : parse(route, body, options.truncate),
    info: ollamaInfo,
    headers: () => ({}),
  };
}

function parse(route: Route, input: unknown, truncate: 'obey' | 'ignore'): ParsedRequest {
  if (input === undefined || input === '') requireText(undefined, 'body');
  const body = requireRecord(input, 'body');
  const model = requireText(body['model'], 'model');
  const messages = route.name === 'chat' ? chatMessages(body) : promptMessages(body);
  const settings = optionalRecord(body['options']);
  const wording = route.name === 'chat' ? chatWording : generateWording;
  return {
    prompt: {
      provider: 'ollama',
      model,
      messages,
      lastUserMessage: messages.findLast((message) => message.role === 'user')?.content ?? '',
      // It streams unless told not to.
      stream: body['stream'] !== false,
      maxOutputTokens: optionalCount(settings['num_predict']),
      stop: textList(settings['stop']),
      ...extras(body),
    },
    contextLength: optionalCount(settings['num_ctx']),
    tooLong: body['truncate'] === false && truncate === 'obey' ? 'refuse' : 'cut',
    whole: (answer) => JSON.stringify({ ...base(model, answer), ...wording(answer.text, answer), ...ending(answer) }),
    frames: (answer) => frames(model, answer, wording),
  };
}

function extras(body: Record<string, unknown>): PromptExtras {
  const { format, think } = body;
  const schema = typeof format === 'object' && format !== null ? format : undefined;
  return {
    wantsJson: format === 'json' || schema !== undefined,
    schema,
    images: recordsIn(body['messages']).flatMap(({ images }) => (Array.isArray(images) ? images.flatMap(imageAt) : [])),
    tools: recordsIn(body['tools']).map((tool) => toolOf(optionalRecord(tool['function']))),
    mustCall: 'none',
    seed: optionalNumber(optionalRecord(body['options'])['seed']),
    reasoning: think === false ? undefined : think,
  };
}

function chatMessages(body: Record<string, unknown>): ParsedRequest['prompt']['messages'] {
  return requireList(body['messages'], 'messages').map((message) => ({
    role: String(message['role']),
    content: typeof message['content'] === 'string' ? message['content'] : '',
  }));
}

function promptMessages(body: Record<string, unknown>): ParsedRequest['prompt']['messages'] {
  const system = typeof body['system'] === 'string' ? [{ role: 'system', content: body['system'] }] : [];
  return [...system, { role: 'user', content: requireText(body['prompt'], 'prompt') }];
}

type Wording = (text: string, whole?: Partial<Answer>) => Record<string, unknown>;
const chatWording: Wording = (text, { reasoning = '', toolCalls = [] } = {}) => ({
  message: {
    role: 'assistant',
    content: text,
    ...(reasoning === '' ? {} : { thinking: reasoning }),
    // As servers of before 0.13 have it: without ids.
    ...(toolCalls.length === 0
      ? {}
      : { tool_calls: toolCalls.map(({ name, arguments: args }) => ({ function: { name, arguments: args } })) }),
  },
});
const generateWording: Wording = (text) => ({ response: text });

function base(model: string, answer: Answer): Record<string, unknown> {
  return { model, created_at: new Date(answer.startedAt + answer.durationMs).toISOString() };
}

function ending(answer: Answer): Record<string, unknown> {
  const durationNs = Math.round(answer.durationMs * 1e6);
  return {
    done: true,
    done_reason: answer.finish === 'length' ? 'length' : 'stop',
    total_duration: durationNs,
    load_duration: 0,
    prompt_eval_count: answer.inputTokens,
    prompt_eval_duration: 0,
    eval_count: answer.outputTokens,
    eval_duration: durationNs,
  };
}

function frames(model: string, answer: Answer, wording: Wording): AnswerFrames {
  const line = (fields: Record<string, unknown>): string =>
    `${JSON.stringify({ ...base(model, answer), ...fields })}\n`;
  return {
    contentType: 'application/x-ndjson',
    open: () => '',
    delta: (text) => line({ ...wording(text), done: false }),
    reasoning: (text) => line({ ...wording('', { reasoning: text }), done: false }),
    toolCalls: () =>
      answer.toolCalls.length === 0 ? [] : [line({ ...wording('', { toolCalls: answer.toolCalls }), done: false })],
    close: () => line({ ...wording(''), ...ending(answer) }),
    error: (payload) => `${payload}\n`,
    garbage: () => '<<< not a line of JSON >>>\n',
  };
}
