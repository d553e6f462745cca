import { isRecord, type JsonSchema } from '../../core/json-schema.js';

const LOOKAROUND = /\(\?(?:[=!]|<[=!])/;

/**
 * A schema as Ollama's grammars take it: patterns only from end to end and without a look around, references only to
 * named parts. https://github.com/ggml-org/llama.cpp/blob/master/common/json-schema-to-grammar.cpp
 */
export function toOllamaSchema(schema: JsonSchema): JsonSchema {
  const converted = convert(schema) as JsonSchema;
  if (!JSON.stringify(converted).includes('"$ref":"#"')) return converted;
  const { $defs, ...root } = renameRoot(converted) as JsonSchema;
  return { $ref: '#/$defs/root', $defs: { ...(isRecord($defs) ? $defs : {}), root } };
}

function convert(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(convert);
  if (!isRecord(value)) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([keyword, inner]): [string, unknown][] => {
      if (keyword === 'pattern' && typeof inner === 'string') {
        const isWhole = inner.startsWith('^') && inner.endsWith('$') && !LOOKAROUND.test(inner);
        return isWhole ? [[keyword, inner]] : [];
      }
      return [[keyword, convert(inner)]];
    }),
  );
}

function renameRoot(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(renameRoot);
  if (!isRecord(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([keyword, inner]) =>
      keyword === '$ref' && inner === '#' ? [keyword, '#/$defs/root'] : [keyword, renameRoot(inner)],
    ),
  );
}
