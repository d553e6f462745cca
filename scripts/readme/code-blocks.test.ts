import { describe, expect, it } from 'vitest';
import { codeBlocks } from './code-blocks.js';

const fence = (language: string, code: string): string => `\`\`\`${language}\n${code}\n\`\`\`\n`;

describe('codeBlocks', () => {
  it('finds the blocks of the known languages with their lines', () => {
    const markdown = `# Title\n\n${fence('ts', 'first();')}\n${fence('text', 'not code')}\n${fence('bash', 'npm start')}`;
    expect(codeBlocks('README.md', markdown)).toEqual([
      { file: 'README.md', line: 3, language: 'ts', code: 'first();\n', noRun: undefined },
      { file: 'README.md', line: 11, language: 'sh', code: 'npm start\n', noRun: undefined },
    ]);
  });

  it('reads why a block is not run, from the comment right above it only', () => {
    const markdown = `<!-- no-run: needs a server -->\n${fence('ts', 'a();')}\nText.\n\n${fence('ts', 'b();')}`;
    expect(codeBlocks('a.md', markdown).map(({ noRun }) => noRun)).toEqual(['needs a server', undefined]);
  });

  it('refuses a no-run without a reason', () => {
    expect(() => codeBlocks('a.md', `<!-- no-run -->\n${fence('ts', 'a();')}`)).toThrow('a.md:2: say why');
  });

  it('puts setup lines and the block that is continued before the code', () => {
    const markdown = `<!-- setup\nlet a = 1;\n-->\n\n${fence('ts', 'a += 1;')}\n<!-- continues -->\n${fence('ts', 'a += 2;')}`;
    expect(codeBlocks('a.md', markdown).map(({ code }) => code)).toEqual([
      'let a = 1;\na += 1;\n',
      'let a = 1;\na += 1;\na += 2;\n',
    ]);
  });

  it('refuses to continue where nothing is before', () => {
    expect(() => codeBlocks('a.md', `<!-- continues -->\n${fence('ts', 'a();')}`)).toThrow('no block to continue');
  });
});
