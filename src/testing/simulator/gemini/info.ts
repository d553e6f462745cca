import type { InfoModels, InfoVisit, WireReply } from '../wire-format.js';
import { geminiErrors } from './errors.js';

/** Gemini's models, in pages: https://ai.google.dev/api/models @internal */
export function geminiInfo({ route, url, models, context }: InfoVisit): WireReply {
  if (route.name === 'model') {
    const { state } = models.find(context.model);
    if (state === 'missing' || state === 'retired') return geminiErrors.model(state, context);
    return json(entry(context.model, models));
  }
  const names = models.names();
  const size = Number(url.searchParams.get('pageSize') ?? '50');
  const start = Number(url.searchParams.get('pageToken') ?? '0');
  const next = start + size;
  return json({
    models: names.slice(start, next).map((name) => entry(name, models)),
    ...(next < names.length ? { nextPageToken: String(next) } : {}),
  });
}

function entry(name: string, models: InfoModels): Record<string, unknown> {
  const { contextLength } = models.find(name);
  return {
    name: `models/${name}`,
    displayName: name,
    ...(contextLength === undefined ? {} : { inputTokenLimit: contextLength }),
    supportedGenerationMethods: ['generateContent', 'embedContent'],
  };
}

function json(body: unknown): WireReply {
  return {
    status: 200,
    headers: { 'content-type': 'application/json; charset=UTF-8' },
    body: JSON.stringify(body, null, 2),
  };
}
