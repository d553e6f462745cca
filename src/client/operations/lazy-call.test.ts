import { describe, expect, it } from 'vitest';
import type { FinishPart, StreamPart } from '../../core/reply.js';
import type { ChatRequest } from '../../core/request.js';
import type { PreparedRequest } from '../content/prepare-request.js';
import { LazyCall, type ChannelCall, type LazyCallInit } from './lazy-call.js';
import { PartChannel } from './part-channel.js';

const REQUEST: ChatRequest = { model: 'p/m', messages: [{ role: 'user', content: 'Hello' }] };
const PREPARED = { request: REQUEST, outputCheck: undefined } as unknown as PreparedRequest;
const FINISH = { type: 'finish', text: 'Hi' } as unknown as FinishPart;

function lazyCall(of: { readonly prepare?: LazyCallInit['prepare']; readonly promise?: Promise<FinishPart> } = {}) {
  const { prepare = () => ({ request: REQUEST, prepared: PREPARED }), promise = Promise.resolve(FINISH) } = of;
  const channel = new PartChannel<StreamPart>();
  const done: string[] = [];
  const call: ChannelCall = { promise, start: () => done.push('start'), abandon: () => done.push('abandon') };
  const create: LazyCallInit['create'] = () => {
    done.push('create');
    return call;
  };
  return { subject: new LazyCall({ channel, prepare, create }), channel, done };
}

describe('a lazy call', () => {
  it('is made when it is started', () => {
    const { subject, done } = lazyCall();
    expect(done).toEqual([]);
    subject.start();
    expect(done).toEqual(['create', 'start']);
  });

  it('ends its stream with the part that it resolves to', async () => {
    const { subject, channel } = lazyCall();
    subject.start();
    await expect(channel.take()).resolves.toEqual({ done: false, value: FINISH });
    await expect(channel.take()).resolves.toEqual({ done: true, value: undefined });
  });

  it('breaks its stream with what it rejects with', async () => {
    const { subject, channel } = lazyCall({ promise: Promise.reject(new Error('Refused.')) });
    subject.start();
    await expect(channel.take()).rejects.toThrow('Refused.');
  });

  it('is abandoned with its consumer', () => {
    const { subject, done } = lazyCall();
    subject.start();
    subject.abandon();
    expect(done).toEqual(['create', 'start', 'abandon']);
  });

  it('is not made where its consumer left while the request was prepared', async () => {
    const prepared = Promise.resolve(PREPARED);
    const { subject, done } = lazyCall({ prepare: () => ({ request: REQUEST, prepared }) });
    subject.start();
    subject.abandon();
    await prepared;
    expect(done).toEqual([]);
  });

  it('is not made where its signal aborts while the request is prepared', async () => {
    const reason = new Error('Enough.');
    const request = { ...REQUEST, signal: AbortSignal.abort(reason) };
    const { subject, channel, done } = lazyCall({ prepare: () => ({ request, prepared: Promise.resolve(PREPARED) }) });
    subject.start();
    await expect(channel.take()).rejects.toBe(reason);
    expect(done).toEqual([]);
  });
});
