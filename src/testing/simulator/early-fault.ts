import type { Exchange } from './exchange.js';
import type { FaultEffect } from './fault.js';
import type { WireReply } from './wire-format.js';

/** What a gateway before the provider says when it can't reach it. */
const HTML_PAGE = (status: number): string =>
  `<html>\r\n<head><title>${status} Bad Gateway</title></head>\r\n<body>\r\n<center><h1>${status} Bad Gateway</h1></center>\r\n` +
  '<hr><center>cloudflare</center>\r\n</body>\r\n</html>\r\n';

/**
 * Plays a fault that strikes before the provider itself looks at a request.
 * @returns whether it was one.
 * @internal
 */
export async function playEarlyFault(
  exchange: Exchange,
  effect: FaultEffect,
  ownError: (status: number) => WireReply,
): Promise<boolean> {
  switch (effect.type) {
    case 'reset':
      exchange.break('reset');
      return true;
    case 'hang':
      return exchange.hang();
    case 'status':
      exchange.reply(statusReply(effect, ownError(effect.status)), 'fault');
      return true;
    case 'html': {
      const { status = 502 } = effect;
      exchange.reply({ status, headers: { 'content-type': 'text/html' }, body: HTML_PAGE(status) }, 'fault');
      return true;
    }
    case 'empty-body':
      exchange.reply({ status: 200, headers: { 'content-type': 'application/json' }, body: '' }, 'fault');
      return true;
    case 'slow':
    case 'reset-mid-stream':
    case 'stall':
    case 'broken-json':
    case 'cut-stream':
    case 'error-in-stream':
    case 'error-in-200':
    case 'empty':
    case 'length':
    case 'garbage-line':
      return false;
    default:
      return effect satisfies never;
  }
}

/** Whether a fault strikes before keys, models and quotas are looked at. @internal */
export function isEarlyFault(effect: FaultEffect): boolean {
  return ['reset', 'hang', 'status', 'html', 'empty-body'].includes(effect.type);
}

function statusReply(effect: Extract<FaultEffect, { type: 'status' }>, own: WireReply): WireReply {
  const { status, body, headers = {} } = effect;
  const merged = { ...own.headers, ...headers };
  if (body === undefined) return { ...own, status, headers: merged };
  if (typeof body === 'string') return { status, headers: { ...sniffed(body), ...headers }, body };
  return {
    status,
    headers: { ...own.headers, 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  };
}

function sniffed(body: string): Record<string, string> {
  return { 'content-type': /^\s*[[{]/.test(body) ? 'application/json' : 'text/plain; charset=utf-8' };
}
