import { isEarlyFault, playEarlyFault } from './early-fault.js';
import type { Exchange } from './exchange.js';
import { generate } from './generate.js';
import { optionalRecord, optionalText } from './read-body.js';
import { omitImages } from './omit-images.js';
import { refuseKey } from './refuse-key.js';
import type { Simulation } from './simulation.js';
import type { Route, WireFormat, WireReply } from './wire-format.js';

const NOT_FOUND: WireReply = { status: 404, headers: { 'content-type': 'text/plain' }, body: 'Not found' };

/**
 * Answers one request, whatever it asks for.
 * @throws ClientGone where the client goes away first.
 * @internal
 */
export async function handleRequest(simulation: Simulation, exchange: Exchange): Promise<void> {
  const { method, url, record } = exchange;
  const body = parseJson(await exchange.readBody());
  record.body = omitImages(body);
  const format = simulation.formats.find((candidate) => candidate.owns(url.pathname));
  record.provider = format?.provider;
  const route = format?.route({ method, url });
  if (format === undefined || route === undefined) {
    record.refusedBy = 'request';
    exchange.reply(format?.errors.unknownPath({ method, url }) ?? NOT_FOUND, 'refused');
    return;
  }
  record.type = route.type;
  record.model = route.model;
  if (route.type === 'generate') await generate({ simulation, format, exchange, route, body });
  else await answerInfo({ simulation, format, exchange, route, body });
}

async function answerInfo(visit: {
  readonly simulation: Simulation;
  readonly format: WireFormat;
  readonly exchange: Exchange;
  readonly route: Extract<Route, { type: 'info' }>;
  readonly body: unknown;
}): Promise<void> {
  const { simulation, format, exchange, route, body } = visit;
  const key = simulation.keys.identify(format.provider, format.credential(exchange.headers, exchange.url));
  exchange.record.keyId = key.keyId;
  const { clock, random, models } = simulation;
  const model = route.model ?? optionalText(optionalRecord(body)['model']);
  const context = { model, key, nowMs: clock.now(), random };
  const due = simulation.faults.draw({ provider: format.provider, model, keyId: key.keyId, on: 'info' });
  if (due !== undefined && isEarlyFault(due.effect)) {
    due.play();
    exchange.record.fault = due.effect.type;
    await playEarlyFault(exchange, due.effect, (status) => format.errors.status(status, context));
    return;
  }
  const refused = refuseKey(format.errors, context);
  // Ollama lists its models to anybody; a key can't be checked there.
  if (refused !== undefined && format.provider !== 'ollama') {
    exchange.record.refusedBy = 'key';
    exchange.reply(refused, 'refused');
    return;
  }
  const lists = {
    names: () => models.names(format.provider),
    find: (name: string) => models.find(format.provider, name),
  };
  const reply = format.info({ route, url: exchange.url, models: lists, body, context });
  exchange.reply(reply, reply.status < 400 ? 'answered' : 'refused');
}

function parseJson(text: string): unknown {
  if (text === '') return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}
