import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import type { JsonSchema } from '../../core/json-schema.js';
import { toGeminiSchema, type GeminiSchema } from './schema.js';

const convert = (schema: z.ZodType | JsonSchema): GeminiSchema =>
  toGeminiSchema(schema instanceof z.ZodType ? z.toJSONSchema(schema, { io: 'input' }) : schema, 'output');

describe("a schema in Gemini's words", () => {
  test('keeps the order of properties, and leaves the rest to the check of the answer', () => {
    const Entry = z.object({ z: z.string().min(2).regex(/x/), a: z.literal('b').optional() });
    expect(convert(z.object({ list: z.array(Entry), pair: z.tuple([z.string(), z.int()]) }))).toEqual({
      problems: [],
      schema: {
        type: 'object',
        properties: {
          list: {
            type: 'array',
            items: {
              type: 'object',
              properties: { z: { type: 'string' }, a: { type: 'string', enum: ['b'] } },
              propertyOrdering: ['z', 'a'],
              required: ['z'],
            },
          },
          pair: {
            type: 'array',
            prefixItems: [{ type: 'string' }, expect.objectContaining({ type: 'integer' })],
            minItems: 2,
            maxItems: 2,
          },
        },
        propertyOrdering: ['list', 'pair'],
        required: ['list', 'pair'],
      },
    });
  });

  test('writes references out', () => {
    const schema = {
      type: 'object',
      properties: { a: { $ref: '#/$defs/Name', description: 'the first' }, b: { $ref: '#/$defs/Name' } },
      $defs: { Name: { type: 'string' } },
    };
    expect(convert(schema).schema['properties']).toEqual({
      a: { type: 'string', description: 'the first' },
      b: { type: 'string' },
    });
  });

  test('says any of several in one way', () => {
    expect(convert(z.union([z.object({ a: z.string() }), z.object({ b: z.number() })])).schema).toMatchObject({
      anyOf: [{ type: 'object' }, { type: 'object' }],
    });
    expect(convert({ oneOf: [{ type: 'string' }, { type: 'null' }] }).schema).toEqual({
      anyOf: [{ type: 'string' }, { type: 'null' }],
    });
  });

  const Tree = z.object({
    name: z.string(),
    get children() {
      return z.array(Tree);
    },
  });

  test.each([
    ['what holds itself', Tree, ['output.children[]', 'holds itself']],
    [
      'what holds itself by a name',
      { $ref: '#/$defs/A', $defs: { A: { type: 'object', properties: { next: { $ref: '#/$defs/A' } } } } },
      ['output.next', 'holds itself'],
    ],
    ['what must not be', { type: 'object', properties: { a: { not: {} } } }, ['output.a', '`not`']],
    ['all of several', { allOf: [{ type: 'object' }, { type: 'object' }] }, ['`output`', 'allOf']],
    ['a name that is not there', { type: 'array', items: { $ref: '#/$defs/B' } }, ['output[]', '#/$defs/B']],
  ])('has none for %s', (_, schema, words) => {
    const { problems } = convert(schema);
    for (const word of words) expect(problems.join('\n')).toContain(word);
  });

  test('is refused where written out it would be endless', () => {
    const $defs: Record<string, JsonSchema> = { L0: { type: 'string' } };
    for (let level = 1; level < 30; level += 1) {
      const ref = { $ref: `#/$defs/L${level - 1}` };
      $defs[`L${level}`] = { type: 'object', properties: { a: ref, b: ref } };
    }
    expect(convert({ $ref: '#/$defs/L29', $defs }).problems.join()).toContain('too large');
  });
});
