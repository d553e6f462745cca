// BullMQ over a real Redis: two worker processes and a wall. One of them is killed in the middle of a wait, or Redis
// itself goes away for a while. Every job is done once, none is lost, none uses up its one attempt. All rounds run at
// once, each with a Redis of its own: they do little but wait.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { createServer as createSocket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Queue } from 'bullmq';

const JOBS = 24;
const LONGEST_MS = 45_000;
const folder = mkdtempSync(join(tmpdir(), 'llm-resilience-queue-'));

async function freePort() {
  const socket = createSocket();
  await new Promise((resolve) => socket.listen(0, '127.0.0.1', resolve));
  const { port } = socket.address();
  await new Promise((resolve) => socket.close(resolve));
  return port;
}

async function startRedis(port, dir) {
  const args = ['--port', port, '--bind', '127.0.0.1', '--dir', dir, '--appendonly', 'yes'];
  const redis = spawn('redis-server', [...args.map(String), '--save', ''], { stdio: ['ignore', 'pipe', 'inherit'] });
  await new Promise((resolve, reject) => {
    redis.once('error', reject);
    redis.stdout.on('data', (text) => {
      if (String(text).includes('Ready to accept connections')) resolve();
    });
  });
  return redis;
}

async function stop(child, signal) {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = new Promise((resolve) => child.once('exit', resolve));
  child.kill(signal);
  await exited;
}

/** Waits until something holds; what is seen last says why it never did. */
async function until(title, look, { within = LONGEST_MS } = {}) {
  const started = Date.now();
  for (;;) {
    const { holds, seen } = await look();
    if (holds) return;
    assert.ok(Date.now() - started < within, `${title}, within ${within} ms; seen last: ${JSON.stringify(seen)}`);
    await sleep(50);
  }
}

/** A provider with a wall: the first answers are good, then it refuses until its window turns. */
function startProvider({ windowMs, held }) {
  const state = {
    asked: 0,
    answering: 0,
    refused: 0,
    workers: new Set(),
    done: new Map(),
    attempts: [],
    wallUntil: undefined,
    onRefused: () => undefined,
  };
  const server = createServer((request, response) => {
    const url = new URL(request.url, 'http://127.0.0.1');
    const job = url.searchParams.get('job');
    if (url.pathname === '/done') {
      state.answering -= 1;
      state.done.set(job, (state.done.get(job) ?? 0) + 1);
      state.attempts.push(Number(url.searchParams.get('attempts')));
      response.end();
      return;
    }
    state.asked += 1;
    state.workers.add(url.searchParams.get('worker'));
    if (state.asked > 6 && state.wallUntil === undefined) state.wallUntil = Date.now() + windowMs;
    const leftMs = (state.wallUntil ?? 0) - Date.now();
    if (leftMs <= 0) {
      // Until the worker tells that it is done.
      state.answering += 1;
      setTimeout(() => response.end(`answer to ${job}`), 30);
      return;
    }
    state.refused += 1;
    // Short waits are held, long ones are not.
    const waitMs = held && state.refused <= 2 ? Math.min(leftMs, 800) : leftMs;
    response.writeHead(429, { 'retry-after-ms': String(waitMs), 'content-type': 'application/json' });
    response.end(JSON.stringify({ error: "you've reached your hourly usage limit" }));
    state.onRefused();
  });
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve({ server, state, url: `http://127.0.0.1:${server.address().port}` }));
  });
}

async function round(title, { mode, windowMs, held, interfere }) {
  const port = await freePort();
  const dir = mkdtempSync(join(folder, 'redis-'));
  let redis = await startRedis(port, dir);
  const { server, state, url } = await startProvider({ windowMs, held });
  const connection = { host: '127.0.0.1', port, maxRetriesPerRequest: null };
  const queue = new Queue('chapters', { connection });
  queue.on('error', () => undefined);
  const spawnWorker = (name) =>
    spawn(process.execPath, [new URL('queue/worker.mjs', import.meta.url).pathname, String(port), url, mode, name], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
  const workers = [spawnWorker('one'), spawnWorker('two')];
  try {
    // Else one of them could have done all before the other is there.
    await Promise.all(workers.map((child) => once(child.stdout, 'data')));
    const jobs = Array.from({ length: JOBS }, (_, index) => ({
      name: 'chapter',
      data: { index },
      opts: { attempts: 1 },
    }));
    const refused = new Promise((resolve) => {
      state.onRefused = resolve;
    });
    await queue.addBulk(jobs);
    await refused;
    // Nothing but waiting is left to do when all that was done is noted: who is killed between the two does a job again,
    // as ever with BullMQ, and that is not what is tried here.
    await sleep(200);
    await until(`${title}: what is done is noted`, async () => {
      const { completed } = await queue.getJobCounts();
      const seen = { completed, done: state.done.size, answering: state.answering };
      return { holds: completed === state.done.size && state.answering === 0, seen };
    });
    assert.deepEqual([...state.workers].sort(), ['one', 'two'], `${title}: both workers have asked`);
    const leftMs = state.wallUntil - Date.now();
    assert.ok(leftMs > 500, `${title}: the wall stands when a worker is killed or Redis goes, ${leftMs} ms are left`);
    await interfere({
      killWorker: () => stop(workers[0], 'SIGKILL'),
      bounceRedis: async () => {
        await stop(redis, 'SIGTERM');
        await sleep(1_500);
        redis = await startRedis(port, dir);
      },
    });
    await until(`${title}: all jobs are done and noted`, async () => {
      const { completed, failed, delayed, waiting, active } = await queue.getJobCounts();
      const seen = { completed, failed, delayed, waiting, active, done: state.done.size };
      assert.equal(failed, 0, `${title}: no job fails`);
      return { holds: completed === JOBS && delayed + waiting + active === 0, seen };
    });
    assert.deepEqual([...state.done.values()], Array(JOBS).fill(1), `${title}: every job is done once`);
    assert.ok(state.refused >= 1, `${title}: there was a wall`);
    assert.deepEqual([...new Set(state.attempts)], [0], `${title}: no attempt is used up`);
    console.log(`${title}: ${JOBS} jobs done once, ${state.asked} requests, ${state.refused} of them refused`);
  } finally {
    await Promise.all(workers.map((child) => stop(child, 'SIGKILL')));
    await queue.close().catch(() => undefined);
    await stop(redis, 'SIGKILL');
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
}

const kill = ({ killWorker }) => killWorker();
const bounce = ({ bounceRedis }) => bounceRedis();
try {
  await Promise.all([
    round('one worker killed while its jobs are moved', {
      mode: 'move',
      windowMs: 6_000,
      held: false,
      interfere: kill,
    }),
    round('one worker killed while its jobs are held', { mode: 'move', windowMs: 6_000, held: true, interfere: kill }),
    round('one worker killed while the queue rests', { mode: 'rest', windowMs: 6_000, held: false, interfere: kill }),
    round('a queue that can not rest', { mode: 'unlimited', windowMs: 6_000, held: false, interfere: kill }),
    // Longer than Redis is away: what is done meanwhile BullMQ can't note, and does again.
    round('Redis away for a while', { mode: 'move', windowMs: 9_000, held: true, interfere: bounce }),
  ]);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
