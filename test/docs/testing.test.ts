import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { FAULT_TYPES } from '../../src/testing/simulator/fault.js';

const page = readFileSync('docs/testing.md', 'utf8');
// Another test holds it up to date.
const api = readFileSync('api.md', 'utf8');

/** The names of the fields of an interface. */
function fieldsOf(name: string): readonly string[] {
  const body = new RegExp(`^interface ${name}(?: extends [^{]+)? \\{\n([\\s\\S]*?)^\\}`, 'm').exec(api)?.[1] ?? '';
  return Array.from(body.matchAll(/^ {4}(?:readonly )?(\w+)\??[:(]/gm), ([, field = '']) => field);
}

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
    const fields = fieldsOf(name);
    expect(fields).not.toEqual([]);
    expect(fields.filter((field) => !new RegExp(`\`[^\`\n]*\\b${field}\\b[^\`\n]*\``).test(page))).toEqual([]);
  });

  it('tells what each type of fault does', () => {
    const rows = page.split('\n').flatMap((line) => /^\| `([\w-]+)` \|/.exec(line)?.[1] ?? []);
    expect(rows).toEqual(expect.arrayContaining([...FAULT_TYPES]));
  });
});
