import { optionalRecord, optionalText } from '../read-body.js';
import type { InfoModels, InfoVisit, WireReply } from '../wire-format.js';

/** The first version that knows `truncate` and `shift` in chat requests is older than this one. */
const VERSION = '0.24.0';
const MODIFIED_AT = '2026-01-01T00:00:00Z';
const DETAILS = {
  parent_model: '',
  format: 'gguf',
  family: 'llama',
  families: ['llama'],
  parameter_size: '8B',
  quantization_level: 'Q4_K_M',
};

/** Ollama's answers about itself and its models. @internal */
export function ollamaInfo({ route, models, body }: InfoVisit): WireReply {
  switch (route.name) {
    case 'version':
      return json(200, { version: VERSION });
    case 'tags':
      return json(200, { models: models.names().map(tag) });
    case 'show':
      return show(models, body);
    default:
      return { status: 200, headers: { 'content-type': 'text/plain; charset=utf-8' }, body: 'Ollama is running' };
  }
}

function tag(name: string): Record<string, unknown> {
  return { name, model: name, modified_at: MODIFIED_AT, size: 4_661_224_676, digest: '0'.repeat(64), details: DETAILS };
}

function show(models: InfoModels, body: unknown): WireReply {
  const fields = optionalRecord(body);
  const name = optionalText(fields['model'] ?? fields['name']);
  const { state, contextLength } = models.find(name);
  if (state === 'missing') return json(404, { error: `model '${name}' not found` });
  return json(200, {
    details: DETAILS,
    model_info: {
      'general.architecture': 'llama',
      ...(contextLength === undefined ? {} : { 'llama.context_length': contextLength }),
    },
    capabilities: ['completion'],
    modified_at: MODIFIED_AT,
  });
}

function json(status: number, body: unknown): WireReply {
  return { status, headers: { 'content-type': 'application/json; charset=utf-8' }, body: JSON.stringify(body) };
}
