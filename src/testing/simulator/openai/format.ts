import { formatGoDuration } from '../go-duration.js';
import { randomHex } from '../identifiers.js';
import type { QuotaMetric, QuotaStanding } from '../quota.js';
import {
  optionalCount,
  optionalRecord,
  optionalText,
  requireList,
  requireRecord,
  requireText,
  textList,
} from '../read-body.js';
import { simulatedTokens } from '../simulated-answer.js';
import { imageAt, optionalNumber, recordsIn, toolOf, type PromptExtras } from '../prompt-extras.js';
import type {
  Answer,
  AnswerFrames,
  AnswerToolCall,
  InfoVisit,
  ParsedRequest,
  Route,
  WireFormat,
  WireReply,
  WireTarget,
} from '../wire-format.js';
import { parseOpenAIEmbeddings } from './embeddings.js';
import { openaiErrors } from './errors.js';

const ROUTES: Readonly<Record<string, Route>> = {
  'POST /v1/chat/completions': { type: 'generate', name: 'chat' },
  'POST /v1/embeddings': { type: 'generate', name: 'embeddings' },
  'GET /v1/models': { type: 'info', name: 'models' },
};
const MODEL_PATH = /^\/v1\/models\/(.+)$/;

function route({ method, url }: WireTarget): Route | undefined {
  const [, model] = method === 'GET' ? (MODEL_PATH.exec(url.pathname) ?? []) : [];
  if (model !== undefined) return { type: 'info', name: 'model', model: decodeURIComponent(model) };
  return ROUTES[`${method} ${url.pathname}`];
}

/** OpenAI's chat completions: https://platform.openai.com/docs/api-reference/chat @internal */
export const openaiFormat: WireFormat = {
  provider: 'openai',
  errors: openaiErrors,
  owns: (path) => path.startsWith('/v1/'),
  route,
  credential: (headers) => /^Bearer (.+)$/i.exec(headers['authorization'] ?? '')?.[1],
  parse: (target, body) => (target.name === 'embeddings' ? parseOpenAIEmbeddings(body) : parse(target, body)),
  info: openaiInfo,
  headers: (standings, random) => ({ 'x-request-id': `req_${randomHex(random, 32)}`, ...rateLimitHeaders(standings) }),
};

function parse(_route: Route, input: unknown): ParsedRequest {
  const body = requireRecord(input, 'body');
  const model = requireText(body['model'], 'model');
  const messages = requireList(body['messages'], 'messages').map((message) => ({
    role: String(message['role']),
    content: contentText(message['content']),
  }));
  const maxOutputTokens = optionalCount(body['max_completion_tokens']) ?? optionalCount(body['max_tokens']);
  const includeUsage = optionalRecord(body['stream_options'])['include_usage'] === true;
  const promptTokens = simulatedTokens(messages.map((message) => message.content).join(''));
  return {
    prompt: {
      provider: 'openai',
      model,
      messages,
      lastUserMessage: messages.findLast((message) => message.role === 'user')?.content ?? '',
      stream: body['stream'] === true,
      maxOutputTokens,
      stop: textList(body['stop']),
      ...extras(body),
    },
    tooLong: 'refuse',
    chargedTokens: Math.max(promptTokens, maxOutputTokens ?? 0),
    whole: (answer) => wholeAnswer(model, answer),
    frames: (answer) => frames(model, answer, includeUsage),
  };
}

function extras(body: Record<string, unknown>): PromptExtras {
  const format = optionalRecord(body['response_format']);
  const choice = body['tool_choice'];
  return {
    wantsJson: ['json_object', 'json_schema'].includes(String(format['type'])),
    schema: optionalRecord(format['json_schema'])['schema'],
    images: recordsIn(body['messages']).flatMap(({ content }) =>
      recordsIn(content).flatMap((part) => imageAt(optionalRecord(part['image_url'])['url'])),
    ),
    tools: recordsIn(body['tools']).map((tool) => toolOf(optionalRecord(tool['function']))),
    mustCall:
      choice === 'required'
        ? 'any'
        : optionalText(optionalRecord(optionalRecord(choice)['function'])['name']) || 'none',
    seed: optionalNumber(body['seed']),
    reasoning: body['reasoning_effort'] === 'none' ? undefined : body['reasoning_effort'],
  };
}

/** Content is a text or a list of parts. */
function contentText(content: unknown): string {
  if (typeof content === 'string') return content;
  if (!Array.isArray(content)) return '';
  return content.map((part) => optionalText(optionalRecord(part)['text'])).join('');
}

function usage({ inputTokens, outputTokens, reasoningTokens }: Answer): Record<string, unknown> {
  return {
    prompt_tokens: inputTokens,
    completion_tokens: outputTokens,
    total_tokens: inputTokens + outputTokens,
    prompt_tokens_details: { cached_tokens: 0 },
    completion_tokens_details: { reasoning_tokens: reasoningTokens },
  };
}

function base(object: string, model: string, answer: Answer): Record<string, unknown> {
  return { id: `chatcmpl-${answer.id}`, object, created: Math.floor(answer.startedAt / 1_000), model };
}

function wholeAnswer(model: string, answer: Answer): string {
  const { text, reasoning, toolCalls } = answer;
  const message = {
    role: 'assistant',
    content: text === '' && toolCalls.length > 0 ? null : text,
    refusal: null,
    // As hosts of models that show their thoughts have it; OpenAI itself has no field for them.
    ...(reasoning === '' ? {} : { reasoning_content: reasoning }),
    ...(toolCalls.length === 0 ? {} : { tool_calls: toolCalls.map(toolCall) }),
  };
  const choices = [{ index: 0, message, logprobs: null, finish_reason: answer.finish }];
  return JSON.stringify({ ...base('chat.completion', model, answer), choices, usage: usage(answer) }, null, 2);
}

function toolCall({ id, name, arguments: args }: AnswerToolCall) {
  return { id, type: 'function', function: { name, arguments: JSON.stringify(args) } };
}

function frames(model: string, answer: Answer, includeUsage: boolean): AnswerFrames {
  const event = (fields: Record<string, unknown>): string =>
    `data: ${JSON.stringify({ ...base('chat.completion.chunk', model, answer), ...fields })}\n\n`;
  // With include_usage every chunk but the last has a null there.
  const noUsage = includeUsage ? { usage: null } : {};
  const choice = (delta: Record<string, unknown>, finishReason: string | null): string =>
    event({ choices: [{ index: 0, delta, logprobs: null, finish_reason: finishReason }], ...noUsage });
  return {
    contentType: 'text/event-stream; charset=utf-8',
    open: () => choice({ role: 'assistant', content: '', refusal: null }, null),
    delta: (text) => choice({ content: text }, null),
    reasoning: (text) => choice({ reasoning_content: text }, null),
    toolCalls: () =>
      answer.toolCalls.flatMap((call, index) => {
        const whole = toolCall(call);
        const { name, arguments: written } = whole.function;
        const half = Math.ceil(written.length / 2);
        return [
          choice({ tool_calls: [{ index, ...whole, function: { name, arguments: '' } }] }, null),
          ...[written.slice(0, half), written.slice(half)].map((piece) =>
            choice({ tool_calls: [{ index, function: { arguments: piece } }] }, null),
          ),
        ];
      }),
    close: () =>
      `${choice({}, answer.finish)}${includeUsage ? event({ choices: [], usage: usage(answer) }) : ''}data: [DONE]\n\n`,
    error: (payload) => `data: ${payload}\n\n`,
    garbage: () => 'data: <<< not JSON >>>\n\n',
  };
}

function openaiInfo({ route: { name, model = '' }, models, context }: InfoVisit): WireReply {
  const entry = (id: string): unknown => ({ id, object: 'model', created: 1_767_225_600, owned_by: 'simulator' });
  if (name === 'model') {
    const { state } = models.find(model);
    // A retired model is not listed here, and one that has no room just now is.
    if (state === 'missing' || state === 'retired') return openaiErrors.model(state, context);
  }
  const body = name === 'model' ? entry(model) : { object: 'list', data: models.names().map(entry) };
  return { status: 200, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body, null, 2) };
}

/** Of several quotas of one metric the headers show the tightest. */
function rateLimitHeaders(standings: readonly QuotaStanding[]): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const metric of ['requests', 'tokens'] as const) {
    const tightest = tightestOf(standings, metric);
    if (tightest === undefined) continue;
    headers[`x-ratelimit-limit-${metric}`] = String(tightest.limit);
    headers[`x-ratelimit-remaining-${metric}`] = String(tightest.remaining);
    headers[`x-ratelimit-reset-${metric}`] = formatGoDuration(Math.ceil(tightest.resetInMs));
  }
  return headers;
}

function tightestOf(standings: readonly QuotaStanding[], metric: QuotaMetric): QuotaStanding | undefined {
  const share = ({ remaining, limit }: QuotaStanding): number => remaining / limit;
  // Budgets of a week or a month stand in no header.
  const shown = standings.filter(({ window }) => window === 'minute' || window === 'hour' || window === 'day');
  // A limit of 0 never resets, so that there is nothing to show.
  const ofMetric = shown.filter((standing) => standing.metric === metric && standing.limit > 0);
  return ofMetric.sort((one, other) => share(one) - share(other) || other.resetInMs - one.resetInMs)[0];
}
