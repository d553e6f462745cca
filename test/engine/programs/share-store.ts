// One of several programs that share a store in a file: asks three times, and says what came of it.
import { createRetryController } from '../../../src/index.js';
import { fileQuotaStore } from '../../../src/stores/file.js';

const [, , url = '', path = ''] = process.argv;
const controller = createRetryController({ store: fileQuotaStore({ path }) });
const ask = () =>
  controller.run(
    async ({ signal }) => {
      const response = await fetch(url, { signal });
      const body = await response.text();
      if (!response.ok) {
        throw Object.assign(new Error('refused'), { status: response.status, headers: response.headers, body });
      }
      return body;
    },
    { provider: 'openai', model: 'm' },
  );
const answers = await Promise.all([ask(), ask(), ask()]);
await controller.close();
console.log(JSON.stringify(answers));
