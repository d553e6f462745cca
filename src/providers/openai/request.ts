import type { ProviderRequest } from '../../core/provider.js';
import type { HostFeatures } from './host-features.js';
import { toWireMessages } from './messages.js';
import { askFormat } from './response-format.js';
import type { VendorSpec } from './vendors.js';

/** What is asked of the Chat Completions API, see https://platform.openai.com/docs/api-reference/chat/create */
export type CompletionRequest = Record<string, unknown>;

/** Where a request goes, and how. */
export interface RequestTarget {
  readonly ownHost: boolean;
  readonly vendor?: VendorSpec | undefined;
  readonly features: HostFeatures;
  readonly stream: boolean;
}

/** Maps a request. `providerOptions` win over what is mapped; whether it streams is not theirs to say. */
export function toCompletionRequest(request: ProviderRequest, target: RequestTarget): CompletionRequest {
  const { model, temperature, topP, maxOutputTokens, stop, output, seed, providerOptions } = request;
  const { responseFormat, instruction } = askFormat(output, target.features);
  const messages = toWireMessages(request.messages, {
    returnsReasoning: !target.ownHost && target.features.earlierThoughts === 'reasoning_content',
  });
  const body: CompletionRequest = {
    model,
    messages: instruction === undefined ? messages : [{ role: 'system', content: instruction }, ...messages],
  };
  if (temperature !== undefined) body['temperature'] = temperature;
  if (topP !== undefined) body['top_p'] = topP;
  if (maxOutputTokens !== undefined) {
    // OpenAI's reasoning models refuse max_tokens; most other hosts know nothing else.
    body[target.ownHost ? 'max_completion_tokens' : (target.vendor?.maxTokens ?? 'max_tokens')] = maxOutputTokens;
  }
  if (stop !== undefined && stop.length > 0) body['stop'] = [...stop];
  if (seed !== undefined) body[target.features.seed === 'random_seed' ? 'random_seed' : 'seed'] = seed;
  if (responseFormat !== undefined) body['response_format'] = responseFormat;
  Object.assign(body, toolFields(request), reasoningFields(request, target.features));
  // Without it a stream says nothing of its tokens.
  if (target.stream && target.vendor?.streamUsage !== 'none') body['stream_options'] = { include_usage: true };
  return Object.assign(body, providerOptions, { stream: target.stream });
}

function toolFields({ tools, toolChoice }: ProviderRequest): CompletionRequest | undefined {
  if (tools === undefined) return undefined;
  return {
    tools: tools.map(({ name, description, parameters = { type: 'object', properties: {} } }) => ({
      type: 'function',
      function: { name, ...(description === undefined ? {} : { description }), parameters },
    })),
    ...(toolChoice === undefined
      ? {}
      : {
          tool_choice:
            typeof toolChoice === 'string' ? toolChoice : { type: 'function', function: { name: toolChoice.name } },
        }),
  };
}

function reasoningFields({ reasoning }: ProviderRequest, features: HostFeatures): CompletionRequest | undefined {
  if (reasoning === undefined) return undefined;
  const { effort, maxTokens } = reasoning;
  if (features.reasoning === 'object') {
    return {
      reasoning: {
        ...(effort === undefined ? {} : { effort }),
        ...(maxTokens === undefined ? {} : { max_tokens: maxTokens }),
      },
    };
  }
  return effort === undefined ? undefined : { reasoning_effort: effort };
}
