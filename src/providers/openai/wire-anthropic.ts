import type { AnswerSigns, WireApi } from '../../core/wire.js';
import { countOrZero, toldCount } from '../usage.js';

interface AnthropicUsage {
  readonly input_tokens?: unknown;
  readonly output_tokens?: unknown;
  readonly cache_read_input_tokens?: unknown;
}

function usageOf(usage: AnthropicUsage | null | undefined): Pick<AnswerSigns, 'usage'> {
  if (!usage) return {};
  return {
    usage: {
      inputTokens: toldCount(usage.input_tokens),
      outputTokens: toldCount(usage.output_tokens),
      cachedTokens: countOrZero(usage.cache_read_input_tokens),
    },
  };
}

function endOf(reason: unknown): AnswerSigns['end'] {
  if (typeof reason !== 'string') return undefined;
  return reason === 'end_turn' ? 'stop' : 'told';
}

/** https://platform.claude.com/docs/en/build-with-claude/streaming */
function read(value: unknown): AnswerSigns {
  if (typeof value !== 'object' || value === null) return { hasContent: false };
  const event = value as {
    readonly type?: string;
    readonly error?: unknown;
    readonly content?: readonly unknown[];
    readonly stop_reason?: unknown;
    readonly delta?: { readonly stop_reason?: unknown };
    readonly usage?: AnthropicUsage;
    readonly message?: { readonly usage?: AnthropicUsage };
  };
  switch (event.type) {
    case 'error':
      return { hasContent: false, error: value };
    case 'message':
      return {
        hasContent: (event.content?.length ?? 0) > 0,
        end: endOf(event.stop_reason),
        ...usageOf(event.usage),
      };
    case 'message_start':
      return { hasContent: false, ...usageOf(event.message?.usage) };
    case 'content_block_delta':
      return { hasContent: true };
    case 'message_delta':
      // It comes after all content, and only `message_stop` follows.
      return { hasContent: false, end: endOf(event.delta?.stop_reason), ...usageOf(event.usage) };
    case 'message_stop':
      return { hasContent: false, isLast: true };
    default:
      return { hasContent: false };
  }
}

/** The Messages API of Anthropic, and of those who speak it. */
export const anthropicWire: WireApi = {
  name: 'anthropic',
  hosts: [{ host: /^api\.anthropic\.com$/, name: 'anthropic' }],
  endpoints: [
    {
      path: /\/v1\/messages$/,
      answer: { framing: 'sse', hasFarewell: true, read },
      streams: ({ body }) => body['stream'] === true,
    },
  ],
  keyHeader: 'x-api-key',
  errorForm: 'object',
};
