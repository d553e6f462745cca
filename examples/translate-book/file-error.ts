import { UserError } from './user-error.js';

const EXPLANATIONS: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full; free some space and run the same command again',
  EDQUOT: 'your disk quota is used up; free some space and run the same command again',
  EACCES: 'permission denied; allow it or choose another folder',
  EPERM: 'not permitted here; allow it or choose another folder',
  EROFS: 'the file system is read-only; choose another folder',
  ENOENT: 'there is no such file or folder',
  ENOTDIR: 'it is a file where a folder was expected',
  EISDIR: 'it is a folder where a file was expected',
  EEXIST: 'there is a file of that name already',
  ELOOP: 'it is a chain of links that leads nowhere',
  EMFILE: 'too many open files',
};

/** The code of an error of the file system, such as `ENOSPC`; `undefined` for any other error. */
export function fileErrorCode(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  const { code, syscall } = error as NodeJS.ErrnoException;
  return typeof code === 'string' && typeof syscall === 'string' ? code : undefined;
}

/** What a failure of the file system means, in words: `the disk is full; free some space …`. */
export function explainFileError(error: unknown): string {
  const code = fileErrorCode(error);
  const explanation = code === undefined ? undefined : EXPLANATIONS[code];
  return explanation ?? (error instanceof Error ? error.message : String(error));
}

/** Turns a failure of the file system into one sentence; anything that is none goes through untouched. */
export function asUserError(error: unknown, what: string): unknown {
  if (fileErrorCode(error) === undefined) return error;
  return new UserError(`${what}: ${explainFileError(error)}.`, { cause: error });
}
