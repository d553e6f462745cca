import { extname, join } from 'node:path';
import type { ChapterFormat } from './blocks.js';
import { asUserError, explainFileError } from './file-error.js';
import type { FileLayer } from './file-layer.js';
import { compareNaturally } from './natural-order.js';
import { UserError } from './user-error.js';

/** A chapter as it lies in the folder; one that can't be read says why and holds up nobody else. */
export type Chapter =
  | {
      readonly type: 'text';
      readonly name: string;
      readonly text: string;
      readonly format: ChapterFormat;
    }
  | { readonly type: 'unreadable'; readonly name: string; readonly problem: string };

const FORMATS: Readonly<Record<string, ChapterFormat>> = { '.md': 'markdown', '.markdown': 'markdown', '.txt': 'text' };

/**
 * The names of a folder's chapters in their natural order.
 * @throws UserError where the folder can't be read or has none.
 */
export async function listChapters(files: FileLayer, folder: string): Promise<readonly string[]> {
  let names: readonly string[];
  try {
    const entries = await files.readdir(folder, { withFileTypes: true });
    names = entries.filter((entry) => !entry.isDirectory()).map((entry) => entry.name);
  } catch (error) {
    throw asUserError(error, `Can't read the folder of the book, ${folder}`);
  }
  const chapters = names.filter((name) => !name.startsWith('.') && formatOf(name) !== undefined);
  if (chapters.length === 0) {
    throw new UserError(
      `There are no chapters in ${folder}: it has no file that ends in ${Object.keys(FORMATS).join(', ')}.`,
    );
  }
  return chapters.toSorted(compareNaturally);
}

/** Reads a chapter. What can't be read comes back as such. */
export async function readChapter(files: FileLayer, folder: string, name: string): Promise<Chapter> {
  let bytes: Uint8Array;
  try {
    bytes = await files.readFile(join(folder, name));
  } catch (error) {
    return { type: 'unreadable', name, problem: `can't be read: ${explainFileError(error)}` };
  }
  if (bytes.includes(0))
    return { type: 'unreadable', name, problem: 'is not text but binary data (or UTF-16; save it as UTF-8)' };
  try {
    // ignoreBOM keeps a byte order mark in the text, so that it reappears in the translated chapter.
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    return { type: 'text', name, text, format: formatOf(name) ?? 'text' };
  } catch {
    return { type: 'unreadable', name, problem: 'is not valid UTF-8 text; save it as UTF-8' };
  }
}

function formatOf(name: string): ChapterFormat | undefined {
  return FORMATS[extname(name).toLowerCase()];
}
