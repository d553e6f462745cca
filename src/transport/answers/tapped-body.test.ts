import { expect, test, vi } from 'vitest';
import { tapBody, type StreamTap } from './tapped-body.js';

function tapOf(overrides: Partial<StreamTap> = {}) {
  const seen: string[] = [];
  const tap: StreamTap = {
    onChunk: (chunk) => void seen.push(Buffer.from(chunk).toString()),
    onEnd: () => void seen.push('(end)'),
    onError: (error) => void seen.push(`(${(error as Error).message})`),
    ...overrides,
  };
  return { seen, tap };
}

function bodyOf(texts: readonly string[], cancel: (reason: unknown) => void = () => undefined) {
  const rest = texts.map((text) => Buffer.from(text));
  return new ReadableStream<Uint8Array>({
    pull(controller) {
      const next = rest.shift();
      if (next === undefined) controller.close();
      else controller.enqueue(next);
    },
    cancel,
  });
}

type Body = ReturnType<typeof bodyOf>;

async function collect(pieces: AsyncIterable<Uint8Array>): Promise<string> {
  let text = '';
  for await (const piece of pieces) text += Buffer.from(piece).toString();
  return text;
}

const READERS: Readonly<Record<string, (body: Body) => Promise<string>>> = {
  'a reader': async (body) => {
    const reader = body.getReader();
    let text = '';
    for (let result = await reader.read(); !result.done; result = await reader.read()) {
      text += Buffer.from(result.value).toString();
    }
    reader.releaseLock();
    return text;
  },
  'a loop': (body) => collect(body),
  values: (body) => collect(body.values()),
  'a pipe': (body) => collect(body.pipeThrough(new TransformStream<Uint8Array, Uint8Array>())),
  'a copy': (body) => collect(body.tee()[0]),
};

test.each(Object.entries(READERS))('shows to the tap what %s reads', async (_, read) => {
  const body = bodyOf(['Zwei', ' drei']);
  const { seen, tap } = tapOf();
  tapBody(body, tap);
  expect(await read(body)).toBe('Zwei drei');
  expect(seen).toEqual(['Zwei', ' drei', '(end)']);
});

test.each(Object.entries(READERS))('fails %s with what the tap throws, and ends the connection', async (_, read) => {
  const cancel = vi.fn();
  const body = bodyOf(['Zwei', ' drei'], cancel);
  const refuse = (): never => {
    throw new Error('refused');
  };
  tapBody(body, tapOf({ onChunk: refuse }).tap);
  await expect(read(body)).rejects.toThrow('refused');
  expect(cancel).toHaveBeenCalledOnce();
});

test('tells the tap that a connection broke', async () => {
  const body = new ReadableStream<Uint8Array>({ pull: (controller) => controller.error(new Error('reset')) });
  const { seen, tap } = tapOf();
  tapBody(body, tap);
  await expect(collect(body)).rejects.toThrow('reset');
  expect(seen).toEqual(['(reset)']);
});

test('ends the connection of a loop that is left, and of a body that nobody read', async () => {
  const cancel = vi.fn();
  const left = bodyOf(['Zwei', ' drei'], cancel);
  tapBody(left, tapOf().tap);
  for await (const piece of left) {
    expect(Buffer.from(piece).toString()).toBe('Zwei');
    break;
  }
  expect(cancel).toHaveBeenCalledTimes(1);
  tapBody(bodyOf(['Zwei'], cancel), tapOf().tap).release();
  expect(cancel).toHaveBeenCalledTimes(2);
});
