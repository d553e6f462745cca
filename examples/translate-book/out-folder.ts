import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { asUserError, fileErrorCode } from './file-error.js';
import type { FileLayer } from './file-layer.js';
import { UserError } from './user-error.js';

/** The folder inside the out folder that holds checkpoint and lock. */
export const WORK_FOLDER = '.translate-book';

/**
 * Makes the out folder and its work folder.
 * @returns the path of the work folder.
 * @throws UserError where the out folder lies in the book's or can't be made.
 */
export async function prepareOutFolder(
  files: FileLayer,
  folders: { readonly source: string; readonly out: string },
): Promise<string> {
  // Links are followed: a link into the book's own folder is inside of it, however its path looks.
  const source = await realPathOf(files, resolve(folders.source));
  const out = await realPathOf(files, resolve(folders.out));
  if (isInside(out, source)) {
    throw new UserError(
      `The out folder ${folders.out} is ${out === source ? '' : 'inside '}the folder of the book, whose chapters would be mixed with their translations. Choose another --out.`,
    );
  }
  const work = join(folders.out, WORK_FOLDER);
  try {
    await files.mkdir(work, { recursive: true });
  } catch (error) {
    throw asUserError(error, `Can't make the out folder ${folders.out}`);
  }
  return work;
}

function isInside(path: string, folder: string): boolean {
  const way = relative(folder, path);
  return way === '' || (way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way));
}

/** The real path of what may not be there yet: that of its nearest parent that is, and the rest. */
async function realPathOf(files: FileLayer, path: string): Promise<string> {
  try {
    return await files.realpath(path);
  } catch (error) {
    const parent = dirname(path);
    if (fileErrorCode(error) !== 'ENOENT' || parent === path) return path;
    return join(await realPathOf(files, parent), relative(parent, path));
  }
}
