import type { Exchange } from './exchange.js';
import type { FaultEffect } from './fault.js';
import { chunksOf } from './simulated-answer.js';
import type { Answer, AnswerFrames, ParsedRequest } from './wire-format.js';

/** How an answer is to be sent. @internal */
export interface Delivery {
  readonly exchange: Exchange;
  readonly parsed: ParsedRequest;
  readonly answer: Answer;
  readonly headers: Readonly<Record<string, string>>;
  readonly effect: FaultEffect | undefined;
  /** The provider's error payload for a status of 200. */
  readonly payload: string;
  readonly chunkSize: number;
  readonly chunkDelayMs: number;
}

/** Sends the answer of an admitted request, with the fault that strikes it. @internal */
export async function sendAnswer(delivery: Delivery): Promise<void> {
  if (delivery.effect?.type === 'error-in-200' && !delivery.parsed.prompt.stream) sendPayload(delivery);
  else if (delivery.parsed.prompt.stream) await sendStream(delivery);
  else await sendWhole(delivery);
}

function sendPayload({ exchange, headers, payload }: Delivery): void {
  exchange.reply({ status: 200, headers: { 'content-type': 'application/json', ...headers }, body: payload }, 'fault');
}

async function sendStream(delivery: Delivery): Promise<void> {
  const { exchange, parsed, answer, effect } = delivery;
  const frames = parsed.frames(answer);
  const chunks = chunksOf(answer.text, delivery.chunkSize);
  const breakAt = breakingPoint(effect, chunks.length);
  exchange.head(200, { 'content-type': frames.contentType, ...delivery.headers });
  if (effect?.type === 'error-in-200') {
    exchange.end(frames.error(delivery.payload), 'fault');
    return;
  }
  await exchange.write(frames.open());
  for (const thought of chunksOf(answer.reasoning, delivery.chunkSize)) await exchange.write(frames.reasoning(thought));
  for (const [index, chunk] of chunks.entries()) {
    if (index === breakAt && (await strike(delivery, frames, () => frames.delta(chunk)))) return;
    if (index > 0) await exchange.sleep(delivery.chunkDelayMs);
    await exchange.write(frames.delta(chunk));
  }
  for (const piece of frames.toolCalls()) await exchange.write(piece);
  // What breaks after the last piece, or in an answer that has none, breaks before the end marker.
  const isLate = breakAt !== undefined && breakAt >= chunks.length;
  if (isLate && (await strike(delivery, frames, () => frames.close()))) return;
  exchange.end(frames.close(), outcomeOf(effect));
}

/** Plays a fault in the middle of a stream; @returns whether that was the end of it. */
async function strike(
  { exchange, effect, payload }: Delivery,
  frames: AnswerFrames,
  next: () => string,
): Promise<boolean> {
  switch (effect?.type) {
    case 'reset-mid-stream':
      exchange.break('close');
      return true;
    case 'stall':
      return exchange.hang();
    case 'cut-stream':
      exchange.end('', 'fault');
      return true;
    case 'broken-json':
      exchange.end(firstHalf(next()), 'fault');
      return true;
    case 'error-in-stream':
      exchange.end(frames.error(payload), 'fault');
      return true;
    case 'garbage-line':
      await exchange.write(frames.garbage());
      return false;
    default:
      return false;
  }
}

async function sendWhole(delivery: Delivery): Promise<void> {
  const { exchange, parsed, answer, effect } = delivery;
  const body = parsed.whole(answer);
  const headers = { 'content-type': 'application/json; charset=utf-8', ...delivery.headers };
  const half = firstHalf(body);
  // As long as its stream would take: a model that is not streamed is no faster.
  await exchange.sleep(delivery.chunkDelayMs * Math.max(0, chunksOf(answer.text, delivery.chunkSize).length - 1));
  switch (effect?.type) {
    case 'reset-mid-stream':
    case 'stall':
      exchange.head(200, { ...headers, 'content-length': String(Buffer.byteLength(body)) });
      await exchange.write(half);
      if (effect.type === 'stall') await exchange.hang();
      exchange.break('close');
      return;
    case 'broken-json':
    case 'cut-stream':
      exchange.reply({ status: 200, headers, body: half }, 'fault');
      return;
    case 'error-in-stream':
      sendPayload(delivery);
      return;
    case 'garbage-line':
      exchange.reply({ status: 200, headers, body: `<<< not JSON >>>\n${body}` }, 'fault');
      return;
    default:
      exchange.reply({ status: 200, headers, body }, outcomeOf(effect));
  }
}

/** The piece before which the answer breaks. */
function breakingPoint(effect: FaultEffect | undefined, chunkCount: number): number | undefined {
  if (effect === undefined) return undefined;
  if ('afterChunks' in effect && effect.afterChunks !== undefined) return Math.min(effect.afterChunks, chunkCount);
  return Math.ceil(chunkCount / 2);
}

function firstHalf(text: string): string {
  return text.slice(0, Math.ceil(text.length / 2));
}

/** A late answer is an answer. */
function outcomeOf(effect: FaultEffect | undefined): 'answered' | 'fault' {
  return effect === undefined || effect.type === 'slow' ? 'answered' : 'fault';
}
