import type { Clock } from '../../core/clock.js';
import type { Random } from '../../core/random.js';
import type { FaultEffect } from './fault.js';
import { randomHex } from './identifiers.js';
import type { SimulatedPrompt } from './request-record.js';
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
export function defaultAnswer(prompt: SimulatedPrompt): string {
  const text = simulatedAnswer(prompt.lastUserMessage);
  return prompt.wantsJson ? JSON.stringify({ answer: text }) : text;
}

/** What {@link createAnswer} takes. @internal */
export interface AnswerInput {
  readonly prompt: SimulatedPrompt;
  readonly text: string;
  readonly effect: FaultEffect | undefined;
  readonly startedAt: number;
  readonly clock: Clock;
  readonly random: Random;
}

/** Makes the answer of a text: cut at a stop text, at the maximum, or by a fault. @internal */
export function createAnswer({ prompt, text, effect, startedAt, clock, random }: AnswerInput): Answer {
  const stopped = untilStop(effect?.type === 'empty' ? '' : text, prompt.stop);
  const maxTokens = effect?.type === 'length' ? Math.floor(simulatedTokens(stopped) / 2) : prompt.maxOutputTokens;
  const said = maxTokens === undefined ? stopped : firstTokens(stopped, maxTokens);
  return {
    text: said,
    finish: said.length < stopped.length ? 'length' : 'stop',
    inputTokens: simulatedTokens(promptText(prompt)),
    outputTokens: simulatedTokens(said),
    startedAt,
    durationMs: Math.max(0, clock.now() - startedAt),
    id: randomHex(random, 24),
  };
}

function untilStop(text: string, stops: readonly string[]): string {
  const ends = stops.filter((stop) => stop !== '').map((stop) => text.indexOf(stop));
  return text.slice(0, Math.min(text.length, ...ends.filter((end) => end >= 0)));
}
