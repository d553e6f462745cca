import { GoogleGenAI } from '@google/genai';
import { GoogleGenerativeAI } from '@google/generative-ai';
import { Ollama } from 'ollama';
import OpenAI from 'openai';
import type { ProviderSimulator } from './provider-simulator.js';

/** What the real SDKs make of the simulator; for the tests of this folder. */
export interface SdkCall {
  readonly simulator: ProviderSimulator;
  readonly text: string;
  readonly key?: string;
  readonly model?: string;
  readonly signal?: AbortSignal;
}

export interface SdkAnswer {
  readonly text: string | undefined;
  readonly finish: string | null | undefined;
  readonly tokens: readonly [number | undefined, number | undefined];
}

export type Sdk = (call: SdkCall) => Promise<SdkAnswer>;

const DEFAULT_KEY = 'AIza-test';

function ollamaClient({ simulator, key, signal }: SdkCall): Ollama {
  return new Ollama({
    host: simulator.baseURL.ollama,
    // The SDK takes no signal of its own.
    fetch: (input, init) => fetch(input, { ...init, ...(signal === undefined ? {} : { signal }) }),
    ...(key === undefined ? {} : { headers: { authorization: `Bearer ${key}` } }),
  });
}

export const ollamaChat: Sdk = async (call) => {
  const { text, model = 'm' } = call;
  const reply = await ollamaClient(call).chat({ model, messages: [{ role: 'user', content: text }] });
  return {
    text: reply.message.content,
    finish: reply.done_reason,
    tokens: [reply.prompt_eval_count, reply.eval_count],
  };
};

export const ollamaStream: Sdk = async (call) => {
  const { text, model = 'm' } = call;
  let answer: SdkAnswer = { text: '', finish: undefined, tokens: [undefined, undefined] };
  const stream = await ollamaClient(call).chat({ model, messages: [{ role: 'user', content: text }], stream: true });
  for await (const part of stream) {
    answer = {
      text: `${answer.text}${part.message.content}`,
      finish: part.done_reason,
      tokens: [part.prompt_eval_count, part.eval_count],
    };
  }
  return answer;
};

function openaiClient({ simulator, key = DEFAULT_KEY }: SdkCall): OpenAI {
  return new OpenAI({ baseURL: simulator.baseURL.openai, apiKey: key, maxRetries: 0 });
}

export const openaiChat: Sdk = async (call) => {
  const { text, model = 'm', signal } = call;
  const body = { model, messages: [{ role: 'user' as const, content: text }] };
  const reply = await openaiClient(call).chat.completions.create(body, { signal });
  const choice = reply.choices[0];
  return {
    text: choice?.message.content ?? undefined,
    finish: choice?.finish_reason,
    tokens: [reply.usage?.prompt_tokens, reply.usage?.completion_tokens],
  };
};

export const openaiStream: Sdk = async (call) => {
  const { text, model = 'm', signal } = call;
  let answer: SdkAnswer = { text: '', finish: undefined, tokens: [undefined, undefined] };
  const stream = await openaiClient(call).chat.completions.create(
    { model, messages: [{ role: 'user', content: text }], stream: true, stream_options: { include_usage: true } },
    { signal },
  );
  for await (const chunk of stream) {
    const choice = chunk.choices[0];
    answer = {
      text: `${answer.text}${choice?.delta.content ?? ''}`,
      finish: choice?.finish_reason ?? answer.finish,
      tokens: [chunk.usage?.prompt_tokens, chunk.usage?.completion_tokens],
    };
  }
  return answer;
};

function genaiClient({ simulator, key = DEFAULT_KEY }: SdkCall): GoogleGenAI {
  return new GoogleGenAI({ apiKey: key, httpOptions: { baseUrl: simulator.baseURL.gemini } });
}

export const genaiChat: Sdk = async (call) => {
  const { text, model = 'm', signal } = call;
  const config = signal === undefined ? {} : { abortSignal: signal };
  const reply = await genaiClient(call).models.generateContent({ model, contents: text, config });
  const usage = reply.usageMetadata;
  return {
    text: reply.text,
    finish: reply.candidates?.[0]?.finishReason,
    tokens: [usage?.promptTokenCount, usage?.candidatesTokenCount],
  };
};

export const genaiStream: Sdk = async (call) => {
  const { text, model = 'm', signal } = call;
  const config = signal === undefined ? {} : { abortSignal: signal };
  let answer: SdkAnswer = { text: '', finish: undefined, tokens: [undefined, undefined] };
  for await (const part of await genaiClient(call).models.generateContentStream({ model, contents: text, config })) {
    const usage = part.usageMetadata;
    answer = {
      text: `${answer.text}${part.text ?? ''}`,
      finish: part.candidates?.[0]?.finishReason,
      tokens: [usage?.promptTokenCount, usage?.candidatesTokenCount],
    };
  }
  return answer;
};

function generativeModel({ simulator, key = DEFAULT_KEY, model = 'm' }: SdkCall) {
  return new GoogleGenerativeAI(key).getGenerativeModel({ model }, { baseUrl: simulator.baseURL.gemini });
}

export const generativeAiChat: Sdk = async (call) => {
  const { text, signal } = call;
  const { response } = await generativeModel(call).generateContent(text, signal === undefined ? {} : { signal });
  const usage = response.usageMetadata;
  return {
    text: response.candidates === undefined ? undefined : response.text(),
    finish: response.candidates?.[0]?.finishReason,
    tokens: [usage?.promptTokenCount, usage?.candidatesTokenCount],
  };
};

export const generativeAiStream: Sdk = async (call) => {
  const { text, signal } = call;
  let answer: SdkAnswer = { text: '', finish: undefined, tokens: [undefined, undefined] };
  const { stream, response } = await generativeModel(call).generateContentStream(
    text,
    signal === undefined ? {} : { signal },
  );
  // It rejects as the stream does, and nobody else looks at it.
  response.catch(() => undefined);
  for await (const part of stream) {
    const usage = part.usageMetadata;
    answer = {
      text: `${answer.text}${part.text()}`,
      finish: part.candidates?.[0]?.finishReason,
      tokens: [usage?.promptTokenCount, usage?.candidatesTokenCount],
    };
  }
  return answer;
};

/** The statuses of so many calls, one after the other. */
export async function statuses(sdk: Sdk, count: number, call: SdkCall): Promise<number[]> {
  const { requests } = call.simulator;
  const before = requests.length;
  for (let index = 0; index < count; index += 1) await sdk(call).catch(() => undefined);
  return requests.slice(before).map((request) => request.status ?? 0);
}
