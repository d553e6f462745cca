import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { Hono } from 'hono';
import { describe, expect, it, onTestFinished } from 'vitest';
import { nodeUsageHandler, usageHandler } from '../../src/integrations/usage-http/index.js';
import { memoryUsageStore } from '../../src/stores/memory.js';
import { manualClock } from '../../src/testing/manual-clock.js';
import { usageReports } from '../../src/usage/reports/reports.js';
import { attempts, START } from './support/entries.js';

async function reports() {
  const store = memoryUsageStore();
  await store.write([
    ...attempts(3, { agent: 'a', prompt: 'secret prompt', answer: 'secret answer', costNanoUsd: 500_000_000 }),
    ...attempts(1, { run: 'other', model: 'big', job: '=cmd()' }),
  ]);
  return usageReports({
    store,
    timeZone: 'UTC',
    currency: { code: 'RUB', perUsd: 80 },
    clock: manualClock(START + 60_000),
  });
}

async function get(path: string, options: Partial<Parameters<typeof usageHandler>[0]> = {}) {
  const handler = usageHandler({ reports: await reports(), authorize: () => true, ...options });
  const response = await handler(new Request(`http://localhost${path}`));
  const text = await response.text();
  const type = response.headers.get('content-type') ?? '';
  return {
    status: response.status,
    body: type.includes('json') ? (JSON.parse(text) as Record<string, never>) : text,
    type,
  };
}

async function listen(listener: RequestListener): Promise<string> {
  const server: Server = createServer(listener);
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  onTestFinished(() => {
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

describe('usageHandler()', () => {
  it('is closed until somebody says who may', async () => {
    const handler = usageHandler({ reports: await reports() });
    const response = await handler(new Request('http://localhost/usage/tokens/summary'));
    expect(response.status).toBe(403);
    expect(await response.text()).toMatch(/authorize/);
    expect(
      (
        await get('/usage/tokens/summary', {
          authorize: () => {
            throw new Error('x');
          },
        })
      ).status,
    ).toBe(403);
    expect((await get('/usage/tokens/summary', { authorize: async () => 'yes' as never })).status).toBe(403);
  });

  it('tells of today, the month and everything, in both currencies', async () => {
    const { body, status } = await get('/usage/tokens/summary');
    expect(status).toBe(200);
    expect(body).toMatchObject({
      timeZone: 'UTC',
      currency: 'RUB',
      today: { requests: 4, costUsd: 1.5, cost: 120, unpricedRequests: 1 },
      all: { totalTokens: 60 },
    });
  });

  it.each([
    [
      'history?days=2',
      [
        { day: '2026-03-01', requests: 0 },
        { day: '2026-03-02', requests: 4 },
      ],
    ],
    [
      'by-model',
      [
        { name: 'kimi', requests: 3 },
        { name: 'big', requests: 1, costUsd: null },
      ],
    ],
    ['by-provider', [{ name: 'ollama', requests: 4 }]],
    ['by-agent?model=big', [{ name: null, requests: 1 }]],
    ['detailed?limit=1&offset=3', { total: 4, entries: [{ model: expect.any(String) }] }],
    ['detailed?agent=a&limit=1', { total: 3, entries: [{ costUsd: 0.5, cost: 40 }] }],
    ['detailed?model=big', { total: 1, entries: [{ costUsd: null, cost: null }] }],
    ['calls', { total: 0, entries: [] }],
  ])('answers %s', async (path, expected) => {
    expect((await get(`/usage/tokens/${path}`)).body).toMatchObject(expected);
  });

  it('never gives away prompts and answers', async () => {
    expect(JSON.stringify((await get('/usage/tokens/detailed')).body)).not.toContain('secret');
    expect((await get('/usage/tokens/detailed?format=csv')).body).not.toContain('secret');
  });

  it('gives CSV, in which no text is a formula', async () => {
    const { body, type } = await get('/usage/tokens/by-job?format=csv');
    expect(type).toBe('text/csv; charset=utf-8');
    expect(body).toMatch(/^name,requests,/);
    expect(body).toContain("\r\n'=cmd(),1,");
  });

  it.each([
    ['history?days=x', /`days` to be a whole number/],
    ['history?days=0', /days.*from 1/],
    ['detailed?limit=5000', /limit.*1000/],
    ['detailed?limt=5', /Unknown parameter `limt`/],
    ['summary?format=xml', /format/],
  ])('answers %s with 400 and what is wrong', async (path, problem) => {
    const { status, body } = await get(`/usage/tokens/${path}`);
    expect(status).toBe(400);
    expect((body as unknown as { error: string }).error).toMatch(problem);
  });

  it('answers other paths with 404, other methods with 405, and a broken store with 500 and no word of it', async () => {
    expect((await get('/usage/tokens/nothing')).status).toBe(404);
    expect((await get('/usage/other/summary')).status).toBe(404);
    const handler = usageHandler({ reports: await reports(), authorize: () => true });
    expect((await handler(new Request('http://localhost/usage/tokens/summary', { method: 'POST' }))).status).toBe(405);
    const broken = { ...(await reports()), summary: () => Promise.reject(new Error('/var/data/usage.sqlite')) };
    const answer = await get('/usage/tokens/summary', { reports: broken });
    expect(answer.status).toBe(500);
    expect(JSON.stringify(answer.body)).not.toContain('/var/data');
  });

  it('takes SQL in a filter for a text', async () => {
    const { body } = await get(`/usage/tokens/by-model?job=${encodeURIComponent("x' or 1=1 --")}`);
    expect(body).toEqual([]);
  });

  it('serves node:http', async () => {
    const options = {
      reports: await reports(),
      authorize: (request: Request) => request.headers.get('authorization') === 'Bearer me',
    };
    const base = await listen(nodeUsageHandler(options));
    expect((await fetch(`${base}/usage/tokens/summary`)).status).toBe(403);
    const answer = await fetch(`${base}/usage/tokens/summary`, { headers: { authorization: 'Bearer me' } });
    expect(await answer.json()).toMatchObject({ today: { requests: 4 } });
    expect((await fetch(`${base}/elsewhere`)).status).toBe(404);
  });

  it('takes no harm where somebody has answered before the reports were there', async () => {
    const rejections: unknown[] = [];
    const note = (error: unknown): void => void rejections.push(error);
    process.on('unhandledRejection', note);
    onTestFinished(() => void process.off('unhandledRejection', note));
    const handler = nodeUsageHandler({ reports: await reports(), authorize: () => true });
    let isAsked!: () => void;
    const asked = new Promise<void>((resolve) => (isAsked = resolve));
    const base = await listen((request, response) => {
      const writeHead = response.writeHead.bind(response);
      response.writeHead = ((...given: Parameters<typeof writeHead>) => {
        setImmediate(isAsked);
        return writeHead(...given);
      }) as typeof response.writeHead;
      handler(request, response);
      writeHead(503).end('Too slow.');
    });
    expect((await fetch(`${base}/usage/tokens/summary`)).status).toBe(503);
    await asked;
    expect(rejections).toEqual([]);
  });

  it('serves Express, mounted at its path or beside others', async () => {
    const app = express();
    const handler = nodeUsageHandler({ reports: await reports(), authorize: () => true });
    app.use('/usage/tokens', handler);
    app.use(handler);
    app.get('/hello', (_request, response) => {
      response.send('world');
    });
    const base = await listen(app);
    expect(await (await fetch(`${base}/usage/tokens/by-model`)).json()).toMatchObject([
      { name: 'kimi' },
      { name: 'big' },
    ]);
    expect(await (await fetch(`${base}/hello`)).text()).toBe('world');
  });

  it('serves Hono', async () => {
    const app = new Hono();
    const handler = usageHandler({ reports: await reports(), authorize: () => true });
    app.get('/usage/tokens/*', (context) => handler(context.req.raw));
    const answer = await app.request('/usage/tokens/history?days=1');
    expect(await answer.json()).toMatchObject([{ day: '2026-03-02', requests: 4 }]);
  });
});
