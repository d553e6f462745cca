import type { ProviderReply, ProviderStreamPart } from '../../core/provider.js';
import type { ResponseCapture } from '../../transport/answers/response-capture.js';
import type { OllamaAnswer } from './response.js';

/** Reads an answer to its last line, and no further. Throws where it is none. */
export async function readWhole(answer: OllamaAnswer, capture: ResponseCapture): Promise<ProviderReply> {
  let lines = await capture.readLines();
  while (lines !== undefined) {
    for (const line of lines) {
      answer.add(line);
      if (answer.isDone) return answer.end();
    }
    lines = await capture.readLines();
  }
  return answer.end();
}

/** The same, with its parts as they come. */
export async function* toStreamParts(
  answer: OllamaAnswer,
  capture: ResponseCapture,
): AsyncGenerator<ProviderStreamPart, void, undefined> {
  let lines = await capture.readLines();
  while (lines !== undefined && !answer.isDone) {
    for (const line of lines) {
      const { message } = answer.add(line);
      if (message?.thinking) yield { type: 'reasoning-delta', text: message.thinking };
      if (message?.content) yield { type: 'text-delta', text: message.content };
      if (answer.isDone) break;
    }
    if (!answer.isDone) lines = await capture.readLines();
  }
  const { toolCalls = [], finishReason, usage, raw } = answer.end();
  for (const toolCall of toolCalls) yield { type: 'tool-call', toolCall };
  yield { type: 'finish', finishReason, usage, raw };
}
