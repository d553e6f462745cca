import { dirname } from 'node:path';
import { fileErrorCode } from './file-error.js';
import type { FileLayer } from './file-layer.js';

/** Writes a file so that at every moment either all of it is there or nothing: temporary file, fsync, rename. */
export async function writeWhole(files: FileLayer, path: string, text: string): Promise<void> {
  // The out folder is locked, so no other process has a file of this name open.
  const temporary = `${path}.part`;
  try {
    const file = await files.open(temporary, 'w');
    try {
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    await files.rename(temporary, path);
    await syncFolder(files, dirname(path));
  } catch (error) {
    await files.rm(temporary, { force: true }).catch(() => undefined);
    throw error;
  }
}

/** The name of a renamed file lies in its folder, which has to reach the disk too. */
async function syncFolder(files: FileLayer, path: string): Promise<void> {
  try {
    const folder = await files.open(path, 'r');
    try {
      await folder.sync();
    } finally {
      await folder.close();
    }
  } catch (error) {
    // Windows can't open folders; its file systems keep the order by themselves.
    if (!['EISDIR', 'EPERM', 'EACCES', 'EINVAL'].includes(fileErrorCode(error) ?? '')) throw error;
  }
}
