/** Whether Markdown's code fences mean anything in a chapter. */
export type ChapterFormat = 'markdown' | 'text';

/** A paragraph, the blank lines between two, or a fenced code block; their texts make up the whole. */
export interface Block {
  readonly type: 'prose' | 'blank' | 'code';
  readonly text: string;
}

const LINES = /[^\n]*\n|[^\n]+$/g;
const FENCE = /^[ \t]*(`{3,}|~{3,})/;

/** Cuts a text into its blocks. Code blocks stay whole: their blank lines are no paragraph borders. */
export function splitIntoBlocks(text: string, format: ChapterFormat): readonly Block[] {
  const lines: readonly string[] = text.match(LINES) ?? [];
  const blocks: Block[] = [];
  let index = 0;
  while (index < lines.length) {
    const line = lines[index] ?? '';
    const fenceEnd = format === 'markdown' ? findFenceEnd(lines, index) : undefined;
    if (fenceEnd !== undefined) {
      blocks.push({ type: 'code', text: lines.slice(index, fenceEnd + 1).join('') });
      index = fenceEnd + 1;
      continue;
    }
    append(blocks, { type: line.trim() === '' ? 'blank' : 'prose', text: line });
    index += 1;
  }
  return blocks;
}

function append(blocks: Block[], block: Block): void {
  const last = blocks.at(-1);
  if (last?.type === block.type) blocks[blocks.length - 1] = { type: last.type, text: last.text + block.text };
  else blocks.push(block);
}

/** The line that closes the fence which opens at `start`, if one does and is closed. */
function findFenceEnd(lines: readonly string[], start: number): number | undefined {
  const fence = FENCE.exec(lines[start] ?? '')?.[1];
  if (fence === undefined) return undefined;
  for (let index = start + 1; index < lines.length; index += 1) {
    const closing = (lines[index] ?? '').trim();
    if (closing.length >= fence.length && closing === (fence[0] ?? '').repeat(closing.length)) return index;
  }
  // CommonMark runs an unclosed fence to the end of the file. Here it is a slip of the pen: taking it for code would
  // leave the rest of the chapter untranslated.
  return undefined;
}
