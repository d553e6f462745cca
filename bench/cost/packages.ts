import { fileURLToPath } from 'node:url';

/** The folder of the repository. */
export const REPOSITORY = fileURLToPath(new URL('../..', import.meta.url));

/** A package whose import is measured. */
export interface MeasuredPackage {
  readonly id: string;
  readonly title: string;
  readonly specifier: string;
  readonly isOurs: boolean;
}

const peer = (id: string, title: string): MeasuredPackage => ({ id, title, specifier: id, isOurs: false });

/** This library as it is built, and the peers. */
export const PACKAGES: readonly MeasuredPackage[] = [
  { id: 'llm-resilience', title: '**llm-resilience**', specifier: `${REPOSITORY}dist/index.js`, isOurs: true },
  peer('p-retry', 'p-retry 7'),
  peer('cockatiel', 'cockatiel 3'),
  peer('bottleneck', 'bottleneck 2'),
  peer('openai', 'OpenAI SDK 6'),
  peer('ai', 'AI SDK 6'),
];
