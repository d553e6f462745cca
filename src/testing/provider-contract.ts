import { abortTests } from './provider-contract/abort-tests.js';
import { answerTests } from './provider-contract/answer-tests.js';
import { contentTests } from './provider-contract/content-tests.js';
import type { ProviderContractSpec } from './provider-contract/contract-spec.js';
import { embedTests } from './provider-contract/embed-tests.js';
import { failureTests } from './provider-contract/failure-tests.js';
import { modelTests } from './provider-contract/model-tests.js';

/** The `test` of a runner, such as vitest's or `node:test`'s: a title and an async function. */
export type ContractTestFunction = (title: string, run: () => Promise<void>) => unknown;

/**
 * The suite that every provider adapter passes: what good answers become, how failures are told, how attempts end early.
 * It registers its tests with the `test` of any runner, and asserts with `node:assert`. Each test runs against a
 * loopback server of its own, which speaks as the `spec` says.
 * @example
 * import { test } from 'node:test';
 * testProvider(test, { name: 'my-provider', create: ({ url, key }) => myProvider({ baseURL: url, apiKey: key }), … });
 */
export function testProvider(test: ContractTestFunction, spec: ProviderContractSpec): void {
  const tests = [answerTests, contentTests, failureTests, abortTests, embedTests, modelTests].flatMap((of) => of(spec));
  for (const { title, run } of tests) {
    // Only the title and the function: runners hand a context to it, which is not ours to know.
    test(title, () => run());
  }
}
