// BullMQ over a real Redis: two worker processes and a wall. One of them is killed in the middle of a wait, and in a
// second round Redis itself goes away for a while. Every job is done once, none is lost, none uses up its one attempt.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
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
  const args = ['--port', port, '--bind', '127.0.0.1', '--dir', dir, '--appendonly', 'yes', '--appendfsync', 'always'];
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

/** A provider with a wall: the first answers are good, then it refuses until its window turns. */
function startProvider({ windowMs, held }) {
  const state = {
    asked: 0,
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
      stdio: ['ignore', 'inherit', 'ignore'],
    });
  const workers = [spawnWorker('one'), spawnWorker('two')];
  try {
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
    // By now nothing but waiting is left to do: who is killed here is killed in the middle of a wait.
    await sleep(700);
    await interfere({
      killWorker: () => stop(workers[0], 'SIGKILL'),
      bounceRedis: async () => {
        await stop(redis, 'SIGTERM');
        await sleep(1_500);
        redis = await startRedis(port, dir);
      },
    });
    const started = Date.now();
    while (state.done.size < JOBS) {
      assert.ok(Date.now() - started < LONGEST_MS, `${title}: ${state.done.size} of ${JOBS} jobs are done in time`);
      await sleep(50);
    }
    await sleep(500);
    const { completed, failed, delayed, waiting, active } = await queue.getJobCounts();
    const left = { completed, failed, delayed, waiting, active };
    assert.deepEqual(left, { completed: JOBS, failed: 0, delayed: 0, waiting: 0, active: 0 }, title);
    assert.deepEqual([...state.done.values()], Array(JOBS).fill(1), `${title}: every job is done once`);
    assert.ok(state.refused >= 1, `${title}: there was a wall`);
    console.log(`${title}: ${JOBS} jobs done once, ${state.asked} requests, ${state.refused} of them refused`);
  } finally {
    await Promise.all(workers.map((child) => stop(child, 'SIGKILL')));
    await queue.close().catch(() => undefined);
    await stop(redis, 'SIGKILL');
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
}

try {
  const kill = ({ killWorker }) => killWorker();
  await round('one worker killed while its jobs are moved', {
    mode: 'move',
    windowMs: 4_000,
    held: false,
    interfere: kill,
  });
  await round('one worker killed while its jobs are held', {
    mode: 'move',
    windowMs: 4_000,
    held: true,
    interfere: kill,
  });
  await round('one worker killed while the queue rests', {
    mode: 'rest',
    windowMs: 4_000,
    held: false,
    interfere: kill,
  });
  await round('Redis away for a while', {
    mode: 'move',
    // Longer than Redis is away: what is done meanwhile BullMQ can't note, and does again.
    windowMs: 8_000,
    held: true,
    interfere: ({ bounceRedis }) => bounceRedis(),
  });
} finally {
  rmSync(folder, { recursive: true, force: true });
}
