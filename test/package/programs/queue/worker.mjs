// A worker process: asks an LLM for each job, is held by no long wait, and tells what it did.
import { Worker } from 'bullmq';
import { createRetryController } from 'llm-resilience';
import { resilientProcessor } from 'llm-resilience/bullmq';

const [redisPort, serverUrl, mode, name] = process.argv.slice(2);
const controller = createRetryController({ maxHold: '1s', concurrency: 4 });

async function ask(jobId) {
  const response = await fetch(`${serverUrl}/ask?job=${jobId}&worker=${name}`, { method: 'POST' });
  if (response.ok) return response.text();
  const { status, headers } = response;
  throw Object.assign(new Error(`HTTP ${status}`), { status, headers, body: await response.text() });
}

const worker = new Worker(
  'chapters',
  resilientProcessor(
    async (job) => {
      const text = await controller.run(() => ask(job.id), { provider: 'ollama', model: 'any' });
      await fetch(`${serverUrl}/done?job=${job.id}&attempts=${job.attemptsMade}`, { method: 'POST' });
      return text;
    },
    mode === 'move' ? {} : { worker: () => worker },
  ),
  {
    connection: { host: '127.0.0.1', port: Number(redisPort), maxRetriesPerRequest: null },
    concurrency: 4,
    // Without one a worker does not see that its queue rests.
    ...(mode === 'rest' ? { limiter: { max: 1_000_000, duration: 1_000 } } : {}),
    // A killed worker's jobs are taken up again after so long.
    lockDuration: 6_000,
    stalledInterval: 2_000,
    maxStalledCount: 3,
  },
);
worker.on('error', (error) => console.error(`${name}: ${error.message}`));
await worker.waitUntilReady();
console.log('ready');
