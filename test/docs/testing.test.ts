import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { FAULT_TYPES } from '../../src/testing/simulator/fault.js';
import { apiFields, unnamedFields } from './api-fields.js';

const page = readFileSync('docs/testing.md', 'utf8');

describe('docs/testing.md', () => {
  it.each([
    'ProviderSimulatorOptions',
    'SimulatedQuota',
    'SimulatedKey',
    'SimulatedModel',
    'SimulatedOverload',
    'FaultTrigger',
    'SimulatedRequest',
    'ProviderSimulator',
    'ManualClock',
    'EventRecording',
  ])('names every field of %s', (name) => {
    expect(apiFields(name)).not.toEqual([]);
    expect(unnamedFields(name, page)).toEqual([]);
  });

  it('tells what each type of fault does', () => {
    const rows = page.split('\n').flatMap((line) => /^\| `([\w-]+)` \|/.exec(line)?.[1] ?? []);
    expect(rows).toEqual(expect.arrayContaining([...FAULT_TYPES]));
  });
});
