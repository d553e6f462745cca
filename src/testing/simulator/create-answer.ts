import type { Clock } from '../../core/clock.js';
import type { Random } from '../../core/random.js';
import type { FaultEffect } from './fault.js';
import { randomHex } from './identifiers.js';
import type { SimulatedPrompt, SimulatedReply } from './request-record.js';
import { schemaInstance } from './schema-instance.js';
import { firstTokens, lastTokens, simulatedAnswer, simulatedTokens } from './simulated-answer.js';
import type { Answer } from './wire-format.js';

/** All the text of a prompt, for counting. @internal */
export function promptText(prompt: SimulatedPrompt): string {
  return prompt.messages.map((message) => message.content).join('');
}

/** A prompt as a model reads it that cuts it to its context in silence: the end of what was last said is left. @internal */
export function cutPrompt(prompt: SimulatedPrompt, contextLength: number): SimulatedPrompt {
  const lastUserMessage = lastTokens(prompt.lastUserMessage, contextLength);
  return { ...prompt, messages: [{ role: 'user', content: lastUserMessage }], lastUserMessage };
}

/** What a model says unless told otherwise. @internal */
export function defaultAnswer(prompt: SimulatedPrompt): SimulatedReply {
  const text = simulatedAnswer(prompt.lastUserMessage);
  const isThinking = prompt.reasoning !== undefined;
  const reasoning = isThinking ? `A text of ${prompt.lastUserMessage.length} characters, read from its end.` : '';
  const tool = prompt.tools.find(({ name }) => prompt.mustCall === 'any' || prompt.mustCall === name);
  if (tool !== undefined) {
    const made = schemaInstance(tool.parameters ?? { type: 'object' }, text) as Readonly<Record<string, unknown>>;
    return { reasoning, toolCalls: [{ name: tool.name, arguments: made }] };
  }
  if (prompt.schema !== undefined) return { reasoning, text: JSON.stringify(schemaInstance(prompt.schema, text)) };
  return { reasoning, text: prompt.wantsJson ? JSON.stringify({ answer: text }) : text };
}

/** What {@link createAnswer} takes. @internal */
export interface AnswerInput {
  readonly prompt: SimulatedPrompt;
  readonly reply: string | SimulatedReply;
  readonly effect: FaultEffect | undefined;
  readonly startedAt: number;
  readonly clock: Clock;
  readonly random: Random;
}

/** Makes the answer of a text: cut at a stop text, at the maximum, or by a fault. @internal */
export function createAnswer({ prompt, reply, effect, startedAt, clock, random }: AnswerInput): Answer {
  const full: SimulatedReply = typeof reply === 'string' ? { text: reply } : reply;
  const { text = '', toolCalls = [], reasoning = '' } = effect?.type === 'empty' ? {} : full;
  const stopped = untilStop(text, prompt.stop);
  const maxTokens = effect?.type === 'length' ? Math.floor(simulatedTokens(stopped) / 2) : prompt.maxOutputTokens;
  const said = maxTokens === undefined ? stopped : firstTokens(stopped, maxTokens);
  const reasoningTokens = simulatedTokens(reasoning);
  return {
    text: said,
    reasoning,
    toolCalls: toolCalls.map((call) => ({ ...call, id: `call_${randomHex(random, 24)}` })),
    finish: said.length < stopped.length ? 'length' : toolCalls.length > 0 ? 'tool_calls' : 'stop',
    inputTokens: simulatedTokens(promptText(prompt)),
    outputTokens: simulatedTokens(said) + reasoningTokens,
    reasoningTokens,
    startedAt,
    durationMs: Math.max(0, clock.now() - startedAt),
    id: randomHex(random, 24),
  };
}

function untilStop(text: string, stops: readonly string[]): string {
  const ends = stops.filter((stop) => stop !== '').map((stop) => text.indexOf(stop));
  return text.slice(0, Math.min(text.length, ...ends.filter((end) => end >= 0)));
}
