import * as fs from 'node:fs/promises';

/** What the job asks of a disk. It is a value so that tests can make it fail. */
export type FileLayer = Pick<
  typeof fs,
  'mkdir' | 'open' | 'readFile' | 'readdir' | 'realpath' | 'rename' | 'rm' | 'stat'
>;

/** The disk of this machine. */
export const systemFiles: FileLayer = fs;
