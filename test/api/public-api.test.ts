import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { describePublicApi } from './public-api.js';

const API_FILE = fileURLToPath(new URL('../../api.md', import.meta.url));

const INTRODUCTION = `# Public API

Every name that can be imported, with its declaration as in the published \`.d.ts\` files. A test holds it up to date, so
that no change goes by unseen: \`npx vitest run test/api --typecheck.enabled=false -u\` writes it anew. What it says is
said in words in README.md and docs/; what changed, in CHANGELOG.md.

`;

describe('the public API', () => {
  // Compiling all sources twice takes its time on a busy machine.
  it('is what api.md says', { timeout: 120_000 }, async () => {
    await expect(
      INTRODUCTION + describePublicApi(),
      'The public API has changed. If that is meant: update api.md by ' +
        '`npx vitest run test/api --typecheck.enabled=false -u`, and give CHANGELOG.md a line.',
    ).toMatchFileSnapshot(API_FILE);
  });
});
