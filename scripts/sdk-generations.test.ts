import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { SUPPORTED_MAJORS } from './node-binaries.js';
import { SDK_GENERATIONS } from './smoke/sdk-generations.js';

interface Manifest {
  readonly peerDependencies: Readonly<Record<string, string>>;
}

describe('the generations of SDKs', () => {
  const { peerDependencies } = JSON.parse(readFileSync('package.json', 'utf8')) as Manifest;
  const promised = (name: string): number[] =>
    (peerDependencies[name] ?? '').split('||').map((range) => Number(/\d+/.exec(range)?.[0]));

  it('are all that the package says it works with', () => {
    expect(SDK_GENERATIONS.map(({ openai }) => openai)).toEqual(promised('openai'));
    expect(SDK_GENERATIONS.map(({ genai }) => genai)).toEqual(promised('@google/genai'));
  });

  it('run on every Node.js that the library promises', () => {
    expect(SDK_GENERATIONS.flatMap(({ nodes }) => nodes)).toEqual(SUPPORTED_MAJORS);
  });
});
