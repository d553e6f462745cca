import type { Random } from '../../src/core/random.js';
import { simulatedAnswer } from '../../src/testing/simulator/simulated-answer.js';
import type { Job } from './trial.js';

/** What the jobs of a trial are like. Functions get the job's place, from 0. */
export interface JobsSpec {
  readonly count: number;
  readonly model?: string | ((place: number) => string);
  /** Tokens of the prompt, by `simulatedTokens`. */
  readonly promptTokens?: number | ((place: number) => number);
  readonly latencyMs: number | ((place: number) => number);
  readonly stream?: (place: number) => boolean;
  readonly maxOutputTokens?: (place: number) => number;
}

const SENTENCE = 'The lamp went out, and nobody in the long room spoke a word of it. ';

/** The jobs of a trial; each prompt begins with the number of its job. */
export function createJobs(spec: JobsSpec): readonly Job[] {
  return Array.from({ length: spec.count }, (_, id) => {
    const prompt = promptOf(id, valueAt(spec.promptTokens ?? 40, id));
    return {
      id,
      model: valueAt(spec.model ?? 'model-1', id),
      prompt,
      expected: simulatedAnswer(prompt),
      stream: spec.stream?.(id) ?? false,
      latencyMs: valueAt(spec.latencyMs, id),
      ...(spec.maxOutputTokens === undefined ? {} : { maxOutputTokens: spec.maxOutputTokens(id) }),
    };
  });
}

/** The number of the job that a prompt belongs to. */
export function jobIdOf(prompt: string): number {
  return Number(/^Chapter (\d+):/.exec(prompt)?.[1] ?? Number.NaN);
}

/** A function of a job's place that is drawn by chance once, and then the same for everybody. */
export function drawn(count: number, draw: Random): (place: number) => number {
  const numbers = Array.from({ length: count }, () => draw());
  return (place) => numbers[place] ?? 0;
}

function promptOf(id: number, tokens: number): string {
  const head = `Chapter ${id}: `;
  return head + SENTENCE.repeat(Math.ceil((tokens * 4) / SENTENCE.length)).slice(0, tokens * 4 - head.length);
}

function valueAt<Value extends string | number>(value: Value | ((place: number) => Value), place: number): Value {
  return typeof value === 'function' ? value(place) : value;
}
