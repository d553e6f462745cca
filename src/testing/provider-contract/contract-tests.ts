import type { Provider } from '../../core/provider.js';
import { startScriptedServer, type ScriptedAnswer, type ScriptedServer } from '../scripted-server.js';
import { CONTRACT_KEY } from './attempts.js';
import type { ProviderContractSpec, WireAnswer } from './contract-spec.js';

/** What a test of the suite works with. */
export interface ContractSetup {
  readonly server: ScriptedServer;
  readonly provider: Provider;
}

/** A test of the suite: what holds, and the function that checks it. */
export interface ContractTest {
  readonly title: string;
  run(): Promise<void>;
}

/** A test with a server and a provider of its own, both closed after it. */
export function contractTest(
  title: string,
  spec: ProviderContractSpec,
  check: (setup: ContractSetup) => Promise<void>,
): ContractTest {
  return {
    title: `${spec.name} ${title}`,
    async run() {
      const server = await startScriptedServer();
      const provider = spec.create({ url: server.url, key: CONTRACT_KEY });
      try {
        await check({ server, provider });
      } finally {
        await provider.close();
        await server.close();
      }
    },
  };
}

/** Sends an answer whole. */
export function send({ status = 200, headers, pieces }: WireAnswer): ScriptedAnswer {
  return (response) => {
    response.writeHead(status, headers);
    for (const piece of pieces) response.write(piece);
    response.end();
  };
}

/** Sends the first pieces of an answer, and then does something else. */
export function sendFirst({ status = 200, headers, pieces }: WireAnswer, then: ScriptedAnswer): ScriptedAnswer {
  return (response, request) => {
    response.writeHead(status, headers);
    const first = pieces.slice(0, Math.max(1, pieces.length - 1)).join('');
    response.write(pieces.length === 1 ? first.slice(0, first.length / 2) : first, () => {
      void then(response, request);
    });
  };
}
