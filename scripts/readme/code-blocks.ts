/** The languages whose blocks are looked at, by what stands behind the fence. */
const LANGUAGES = {
  ts: 'ts',
  typescript: 'ts',
  js: 'js',
  javascript: 'js',
  json: 'json',
  sh: 'sh',
  bash: 'sh',
} as const;

/** A code block of a Markdown file, with what its comments say of it. */
export interface CodeBlock {
  readonly file: string;
  /** The line of its fence, counted from 1. */
  readonly line: number;
  readonly language: (typeof LANGUAGES)[keyof typeof LANGUAGES];
  /** What the reader sees, behind the setup and, where it continues, behind the blocks before it. */
  readonly code: string;
  /** Why it is not run; `undefined` where it is. */
  readonly noRun: string | undefined;
}

const FENCE = /^```(\w*)[^\n]*\n([\s\S]*?)^```[ \t]*$/gm;
// The comments that stand right above a fence, empty lines between them allowed.
const COMMENTS_ABOVE = /(?:<!--(?:(?!-->)[\s\S])*-->\s*)+$/;
const COMMENT = /<!--\s*(no-run|continues|setup)\b:?((?:(?!-->)[\s\S])*)-->/g;

interface Marks {
  readonly noRun: string | undefined;
  readonly continues: boolean;
  readonly setup: string;
}

function readMarks(above: string, place: string): Marks {
  const comments = COMMENTS_ABOVE.exec(above)?.[0] ?? '';
  let noRun: string | undefined;
  let continues = false;
  let setup = '';
  for (const [, word, text = ''] of comments.matchAll(COMMENT)) {
    if (word === 'continues') continues = true;
    else if (word === 'setup') setup += `${text.trim()}\n`;
    else noRun = text.trim();
  }
  if (noRun === '') throw new Error(`${place}: say why it is not run: <!-- no-run: reason -->`);
  return { noRun, continues, setup };
}

/** All code blocks of a Markdown file in the languages that are checked. Pure. */
export function codeBlocks(file: string, markdown: string): readonly CodeBlock[] {
  const blocks: CodeBlock[] = [];
  for (const match of markdown.matchAll(FENCE)) {
    const [, name = '', text = ''] = match;
    if (!isLanguage(name)) continue;
    const language = LANGUAGES[name];
    const above = markdown.slice(0, match.index);
    const line = above.split('\n').length;
    const marks = readMarks(above, `${file}:${line}`);
    const previous = blocks.findLast((block) => block.language === language);
    if (marks.continues && previous === undefined) throw new Error(`${file}:${line}: there is no block to continue.`);
    const before = marks.continues ? (previous?.code ?? '') : '';
    blocks.push({ file, line, language, code: `${before}${marks.setup}${text}`, noRun: marks.noRun });
  }
  return blocks;
}

function isLanguage(name: string): name is keyof typeof LANGUAGES {
  return Object.hasOwn(LANGUAGES, name);
}
