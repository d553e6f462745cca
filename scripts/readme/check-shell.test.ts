import { describe, expect, it } from 'vitest';
import { shellProblems } from './check-shell.js';

describe('shellProblems', () => {
  it('accepts scripts, files and packages that exist', () => {
    const code =
      'git clone x && cd x # a comment\nnpm ci && npm start\nOPENAI_API_KEY=a npm run build -- --watch\nnpm install llm-resilience openai@6\nnpx tsx scripts/readme-examples.ts\n.ci/run\n';
    expect(shellProblems(code)).toEqual([]);
  });

  it.each([
    ['npm run no-such-script', 'no script'],
    ['npm install left-pad', 'not a package'],
    ['npx tsx examples/nowhere.ts', 'does not exist'],
    ['node', 'without a file'],
    ['frobnicate --all', 'no command'],
  ])('reports %s', (code, problem) => {
    expect(shellProblems(code)).toEqual([expect.stringContaining(problem)]);
  });

  it('reads a command over several lines as one', () => {
    expect(shellProblems('npm install \\\n  left-pad\n')).toHaveLength(1);
  });
});
