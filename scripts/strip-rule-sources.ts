import { readFileSync } from 'node:fs';
import type { Options } from 'tsup';

type Plugin = NonNullable<Options['esbuildPlugins']>[number];

const FILES_OF_RULES =
  /[\\/]src[\\/](?:providers[\\/]\w+[\\/](?:rules[\w-]*|vendors)|classify[\\/](?:neutral[\\/][\w-]+|adapter-faults))\.ts$/;
const SOURCE = /\bsource:\s*(?:[A-Z][A-Z_]*|'[^'\n]*'),?/g;

/** Takes the sources out of a file of rules; its lines stay where they are. */
export function withoutSources(code: string): string {
  return code.replace(SOURCE, (row) => row.replace(/[^\n]/g, ''));
}

/** Rules say where they are known from. That is for those who read and test them: what users load does without. */
export const stripRuleSources: Plugin = {
  name: 'strip-rule-sources',
  setup(build) {
    build.onLoad({ filter: FILES_OF_RULES }, ({ path }) => ({
      contents: withoutSources(readFileSync(path, 'utf8')),
      loader: 'ts',
    }));
  },
};
