import { optionalCount, optionalRecord, optionalText, requireList, requireRecord, textList } from '../read-body.js';
import type { Answer, AnswerFrames, ParsedRequest, Route, WireFormat, WireReply, WireTarget } from '../wire-format.js';
import { MalformedRequest } from '../wire-format.js';
import { EMBED_ACTIONS, parseGeminiEmbeddings } from './embeddings.js';
import { imageAt, optionalNumber, recordsIn, toolOf, type PromptExtras } from '../prompt-extras.js';
import { geminiErrors } from './errors.js';
import { geminiInfo } from './info.js';

/** The version of the API that the SDKs take, and the stable one. */
const MODEL_PATH =
  /^\/v1(?:beta)?\/models\/(.+):(generateContent|streamGenerateContent|embedContent|batchEmbedContents)$/;
const INFO_PATH = /^\/v1beta\/models\/([^:]+)$/;

/** Gemini's generateContent: https://ai.google.dev/api/generate-content @internal */
export const geminiFormat: WireFormat = {
  provider: 'gemini',
  errors: geminiErrors,
  owns: (path) => path.startsWith('/v1beta/') || MODEL_PATH.test(path),
  route,
  credential: (headers, url) => headers['x-goog-api-key'] ?? url.searchParams.get('key') ?? undefined,
  parse: (target, input) =>
    EMBED_ACTIONS.includes(target.name)
      ? parseGeminiEmbeddings({ model: target.model ?? '', action: target.name }, input)
      : parse(target, input),
  info: geminiInfo,
  headers: () => ({ server: 'scaffolding on HTTPServer2' }),
};

function route({ method, url }: WireTarget): Route | undefined {
  if (method === 'GET' && url.pathname === '/v1beta/models') return { type: 'info', name: 'models' };
  const [, shown] = method === 'GET' ? (INFO_PATH.exec(url.pathname) ?? []) : [];
  if (shown !== undefined) return { type: 'info', name: 'model', model: decodeURIComponent(shown) };
  const [, model, action = ''] = MODEL_PATH.exec(url.pathname) ?? [];
  if (method !== 'POST' || model === undefined) return undefined;
  if (EMBED_ACTIONS.includes(action)) return { type: 'generate', name: action, model: decodeURIComponent(model) };
  const isStream = action === 'streamGenerateContent';
  const name = !isStream ? 'whole' : url.searchParams.get('alt') === 'sse' ? 'sse' : 'array';
  return { type: 'generate', name, model: decodeURIComponent(model), stream: isStream };
}

function parse(target: Extract<Route, { type: 'generate' }>, input: unknown): ParsedRequest {
  const body = readBody(input);
  const { model = '', stream = false, name } = target;
  const system = optionalRecord(body['systemInstruction'] ?? body['system_instruction']);
  const turns = requireList(body['contents'], 'contents').flatMap(messagesOf);
  const messages = [...('parts' in system ? [{ role: 'system', content: partsText(system) }] : []), ...turns];
  const config = optionalRecord(body['generationConfig'] ?? body['generation_config']);
  return {
    prompt: {
      provider: 'gemini',
      model,
      messages,
      lastUserMessage: messages.findLast((message) => message.role === 'user')?.content ?? '',
      stream,
      maxOutputTokens: optionalCount(config['maxOutputTokens']),
      stop: textList(config['stopSequences']),
      ...extras(body, config),
    },
    tooLong: 'refuse',
    whole: (answer) => JSON.stringify(lastPart(model, answer)(partsOf(answer)), null, 2),
    frames: (answer) => (name === 'array' ? arrayFrames(model, answer) : sseFrames(model, answer)),
    wrapError: (reply) => wrapError(reply, name),
  };
}

function extras(body: Record<string, unknown>, config: Record<string, unknown>): PromptExtras {
  const calling = optionalRecord(optionalRecord(body['toolConfig'])['functionCallingConfig']);
  const [only] = textList(calling['allowedFunctionNames']);
  const thinking = optionalRecord(config['thinkingConfig']);
  return {
    wantsJson: config['responseMimeType'] === 'application/json',
    schema: config['responseJsonSchema'] ?? config['responseSchema'],
    images: recordsIn(body['contents']).flatMap(({ parts }) =>
      recordsIn(parts).flatMap((part) => [
        ...imageAt(optionalRecord(part['inlineData'])['data'], optionalRecord(part['inlineData'])['mimeType']),
        ...imageAt(optionalRecord(part['fileData'])['fileUri'], optionalRecord(part['fileData'])['mimeType']),
      ]),
    ),
    tools: recordsIn(body['tools']).flatMap((tool) => recordsIn(tool['functionDeclarations']).map(toolOf)),
    mustCall: calling['mode'] === 'ANY' ? (only ?? 'any') : 'none',
    seed: optionalNumber(config['seed']),
    reasoning: thinking['thinkingBudget'] === 0 ? undefined : (thinking['thinkingLevel'] ?? thinking['thinkingBudget']),
  };
}

/** A body that is no JSON at all has words of its own. */
function readBody(input: unknown): Record<string, unknown> {
  if (typeof input === 'string') throw new MalformedRequest('Invalid JSON payload received. Unexpected token.');
  return requireRecord(input, 'body');
}

/** Results of tools are the user's on this wire, and messages of their own in a prompt, as on the others. */
function messagesOf(content: Record<string, unknown>): readonly { readonly role: string; readonly content: string }[] {
  const results = partsIn(content).flatMap((part) => {
    const { response } = optionalRecord(part['functionResponse']);
    if (response === undefined) return [];
    const { output } = optionalRecord(response);
    return [{ role: 'tool', content: typeof output === 'string' ? output : JSON.stringify(response) }];
  });
  if (results.length > 0 && results.length === partsIn(content).length) return results;
  const role = content['role'] === 'model' ? 'assistant' : 'user';
  return [...results, { role, content: partsText(content) }];
}

function partsText(content: Record<string, unknown>): string {
  return partsIn(content)
    .map((part) => optionalText(part['text']))
    .join('');
}

function partsIn({ parts }: Record<string, unknown>): readonly Record<string, unknown>[] {
  const list: readonly unknown[] = Array.isArray(parts) ? parts : [parts];
  return list.map((item) => optionalRecord(item));
}

/** All that an answer is made of. */
function partsOf({ reasoning, text, toolCalls, id }: Answer): readonly unknown[] {
  return [
    ...(reasoning === '' ? [] : [thoughtPart(reasoning)]),
    ...(text === '' && toolCalls.length > 0 ? [] : [{ text }]),
    ...callParts(toolCalls, id),
  ];
}

const thoughtPart = (text: string): unknown => ({ text, thought: true });

/** The first call has the signature of the thoughts that led to all. */
function callParts(toolCalls: Answer['toolCalls'], id: string): readonly unknown[] {
  return toolCalls.map(({ name, arguments: args }, index) => ({
    functionCall: { name, args },
    ...(index === 0 ? { thoughtSignature: Buffer.from(id).toString('base64') } : {}),
  }));
}

/** Makes a piece of an answer of its parts. */
type Piece = (parts: readonly unknown[]) => Record<string, unknown>;

function middlePart(model: string, answer: Answer): Piece {
  const { inputTokens } = answer;
  const usageMetadata = { promptTokenCount: inputTokens, totalTokenCount: inputTokens };
  return (parts) => ({
    candidates: [{ content: modelContent(parts), index: 0 }],
    usageMetadata,
    ...origin(model, answer),
  });
}

function lastPart(model: string, answer: Answer): Piece {
  const { inputTokens, outputTokens, reasoningTokens } = answer;
  const finishReason = answer.finish === 'length' ? 'MAX_TOKENS' : 'STOP';
  const usageMetadata = {
    promptTokenCount: inputTokens,
    candidatesTokenCount: outputTokens - reasoningTokens,
    ...(reasoningTokens === 0 ? {} : { thoughtsTokenCount: reasoningTokens }),
    totalTokenCount: inputTokens + outputTokens,
  };
  return (parts) => ({
    candidates: [{ content: modelContent(parts), finishReason, index: 0 }],
    usageMetadata,
    ...origin(model, answer),
  });
}

const modelContent = (parts: readonly unknown[]): unknown => ({ parts, role: 'model' });
const origin = (model: string, answer: Answer) => ({ modelVersion: model, responseId: answer.id });

function sseFrames(model: string, answer: Answer): AnswerFrames {
  const event = (fields: Record<string, unknown>): string => `data: ${JSON.stringify(fields)}\r\n\r\n`;
  return {
    contentType: 'text/event-stream',
    open: () => '',
    delta: (text) => event(middlePart(model, answer)([{ text }])),
    reasoning: (text) => event(middlePart(model, answer)([thoughtPart(text)])),
    toolCalls: () => callParts(answer.toolCalls, answer.id).map((part) => event(middlePart(model, answer)([part]))),
    close: () => event(lastPart(model, answer)([{ text: '' }])),
    // Bare, without `data:`, as Google sends it.
    error: (payload) => payload,
    garbage: () => 'data: <<< not JSON >>>\r\n\r\n',
  };
}

function arrayFrames(model: string, answer: Answer): AnswerFrames {
  let isFirst = true;
  const item = (fields: string): string => {
    const separator = isFirst ? '' : ',\r\n';
    isFirst = false;
    return `${separator}${fields}`;
  };
  return {
    contentType: 'application/json; charset=UTF-8',
    open: () => '[',
    delta: (text) => item(JSON.stringify(middlePart(model, answer)([{ text }]))),
    reasoning: (text) => item(JSON.stringify(middlePart(model, answer)([thoughtPart(text)]))),
    toolCalls: () =>
      callParts(answer.toolCalls, answer.id).map((part) => item(JSON.stringify(middlePart(model, answer)([part])))),
    close: () => `${item(JSON.stringify(lastPart(model, answer)([{ text: '' }])))}\n]\n`,
    error: (payload) => `${item(payload)}\n]\n`,
    garbage: () => item('<<< not JSON >>>'),
  };
}

/**
 * The array stream answers errors as an array of one; those of an event stream don't come as application/json, which
 * makes @google/genai put JSON inside JSON.
 */
function wrapError(reply: WireReply, name: string): WireReply {
  if (reply.headers['content-type']?.startsWith('application/json') !== true) return reply;
  if (name === 'array') return { ...reply, body: `[${reply.body.trimEnd()}\n]\n` };
  if (name === 'sse') return { ...reply, headers: { ...reply.headers, 'content-type': 'text/event-stream' } };
  return reply;
}
