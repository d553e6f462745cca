import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import type { JsonSchema } from '../../core/json-schema.js';
import { toStrictSchema } from './strict-schema.js';

const strict = (schema: z.ZodType): JsonSchema | undefined => {
  const { $schema: _dialect, ...jsonSchema } = z.toJSONSchema(schema, { io: 'input' });
  return toStrictSchema(jsonSchema);
};

describe('a schema for strict mode', () => {
  test('closes objects and asks for null in place of what could be left out', () => {
    expect(
      strict(
        z.object({
          a: z.string(),
          b: z.number().optional(),
          c: z.enum(['x', 'y']).optional(),
          d: z.string().nullish(),
          e: z.union([z.string(), z.number()]).optional(),
          f: z.literal('z').optional(),
          g: z.object({ h: z.boolean().optional() }).optional(),
        }),
      ),
    ).toEqual({
      type: 'object',
      properties: {
        a: { type: 'string' },
        b: { type: ['number', 'null'] },
        c: { anyOf: [{ type: 'string', enum: ['x', 'y'] }, { type: 'null' }] },
        d: { type: ['string', 'null'] },
        e: { type: ['string', 'number', 'null'] },
        f: { anyOf: [{ type: 'string', const: 'z' }, { type: 'null' }] },
        g: {
          type: ['object', 'null'],
          properties: { h: { type: ['boolean', 'null'] } },
          required: ['h'],
          additionalProperties: false,
        },
      },
      required: ['a', 'b', 'c', 'd', 'e', 'f', 'g'],
      additionalProperties: false,
    });
  });

  test('leaves out what only the check of the answer knows', () => {
    expect(
      strict(
        z.object({
          name: z.string().min(2).max(9),
          site: z.url(),
          born: z.iso.date(),
          word: z.string().regex(/^(?!no)\w+$/),
          page: z.int(),
          share: z.number().min(0).max(1),
        }),
      )?.['properties'],
    ).toEqual({
      name: { type: 'string' },
      site: { type: 'string' },
      born: expect.objectContaining({ type: 'string', format: 'date' }),
      word: { type: 'string' },
      page: { type: 'integer' },
      share: { type: 'number', minimum: 0, maximum: 1 },
    });
  });

  test('takes unions, lists and what refers to itself', () => {
    const Node = z.object({
      name: z.string(),
      get children() {
        return z.array(Node);
      },
    });
    expect(strict(Node)).toMatchObject({ properties: { children: { type: 'array', items: { $ref: '#' } } } });
    const kinds = z.discriminatedUnion('kind', [
      z.object({ kind: z.literal('a') }),
      z.object({ kind: z.literal('b') }),
    ]);
    expect(strict(z.object({ list: z.array(kinds) }))).toMatchObject({
      properties: { list: { items: { anyOf: [{ required: ['kind'] }, { additionalProperties: false }] } } },
    });
  });

  test('writes a named root out', () => {
    expect(
      toStrictSchema({
        $ref: '#/$defs/A',
        $defs: { A: { type: 'object', properties: { a: { $ref: '#/$defs/A', description: 'x' } } } },
      }),
    ).toMatchObject({ type: 'object', properties: { a: { anyOf: [{ $ref: '#/$defs/A' }, { type: 'null' }] } } });
  });

  test.each([
    ['a record', z.object({ ages: z.record(z.string(), z.number()) })],
    ['an object that is open', z.looseObject({ a: z.string() })],
    ['a tuple', z.object({ pair: z.tuple([z.string(), z.number()]) })],
    ['anything at all', z.object({ any: z.unknown() })],
    ['a list', z.array(z.string())],
    ['a union', z.union([z.object({ a: z.string() }), z.object({ b: z.string() })])],
    ['a text', z.string()],
  ])('is none for %s', (_, schema) => {
    expect(strict(schema)).toBeUndefined();
  });

  test('is none where it would be too deep or too large', () => {
    let deep: z.ZodType = z.string();
    for (let level = 0; level < 12; level += 1) deep = z.object({ deep });
    expect(strict(deep)).toBeUndefined();
    expect(
      strict(z.object({ word: z.enum(Array.from({ length: 1_001 }, (_, index) => `w${index}`)) })),
    ).toBeUndefined();
  });
});
