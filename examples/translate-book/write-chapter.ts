import { join } from 'node:path';
import type { Checkpoint } from './checkpoint.js';
import { asUserError, fileErrorCode } from './file-error.js';
import type { FileLayer } from './file-layer.js';
import { hash } from './piece-key.js';
import { joinPieces } from './pieces.js';
import type { PlannedChapter } from './plan.js';
import { writeWhole } from './write-whole.js';

/** Where chapters go. */
export interface ChapterOutput {
  readonly files: FileLayer;
  readonly out: string;
  /** The work folder in it. */
  readonly work: string;
  readonly checkpoint: Pick<Checkpoint, 'add' | 'chapter'>;
}

/** Whether the chapter was finished by an earlier run. What a person changed in it since is theirs and stays. */
export async function isFinished(chapter: PlannedChapter, output: ChapterOutput): Promise<boolean> {
  if (output.checkpoint.chapter(chapter.name)?.source !== chapter.source) return false;
  return (await readIfThere(output.files, join(output.out, chapter.name))) !== undefined;
}

/**
 * Writes a whole chapter.
 * @returns the path that a file of the same name was moved to, where there was one that this program did not write.
 */
export async function writeChapter(
  chapter: PlannedChapter,
  translations: ReadonlyMap<string, string>,
  output: ChapterOutput,
): Promise<string | undefined> {
  const text = assemble(chapter, translations);
  const path = join(output.out, chapter.name);
  try {
    const existing = await readIfThere(output.files, path);
    const isOurs = existing === undefined || hash(existing) === output.checkpoint.chapter(chapter.name)?.output;
    const moved =
      isOurs || existing === text ? undefined : await moveAside({ chapter: chapter.name, text: existing }, output);
    if (existing !== text) await writeWhole(output.files, path, text);
    await output.checkpoint.add({ type: 'chapter', chapter: chapter.name, source: chapter.source, output: hash(text) });
    return moved;
  } catch (error) {
    throw asUserError(error, `Can't write ${path}`);
  }
}

function assemble(chapter: PlannedChapter, translations: ReadonlyMap<string, string>): string {
  const text = joinPieces(chapter.segments, (piece) => {
    const translation = translations.get(piece);
    // Never the source text instead: a chapter is whole or it isn't written.
    if (translation === undefined) throw new Error(`A piece of ${chapter.name} has no translation.`);
    return translation;
  });
  return chapter.lineEnd === '\n' ? text : text.replaceAll('\n', '\r\n');
}

/** A translation that a person corrected, of a chapter whose source has changed since. */
async function moveAside(
  existing: { readonly chapter: string; readonly text: string },
  output: ChapterOutput,
): Promise<string> {
  const folder = join(output.work, 'replaced');
  await output.files.mkdir(folder, { recursive: true });
  const path = join(folder, `${hash(existing.text).slice(0, 8)}-${existing.chapter}`);
  await output.files.rename(join(output.out, existing.chapter), path);
  return path;
}

async function readIfThere(files: FileLayer, path: string): Promise<string | undefined> {
  try {
    return (await files.readFile(path)).toString('utf8');
  } catch (error) {
    if (fileErrorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}
