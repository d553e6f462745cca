import type { FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { parseCheckpointLine, type CheckpointRecord } from './checkpoint-record.js';
import { asUserError, fileErrorCode } from './file-error.js';
import type { FileLayer } from './file-layer.js';

type PieceRecord = Extract<CheckpointRecord, { type: 'piece' }>;
type ChapterRecord = Extract<CheckpointRecord, { type: 'chapter' }>;

const NEWLINE = 0x0a;

/** All that is paid for already, in a file that survives a kill at any moment. */
export class Checkpoint {
  readonly #file: FileHandle;
  readonly #path: string;
  readonly #pieces = new Map<string, PieceRecord>();
  readonly #cut = new Set<string>();
  readonly #chapters = new Map<string, ChapterRecord>();
  #writing: Promise<void> = Promise.resolve();

  private constructor(file: FileHandle, path: string) {
    this.#file = file;
    this.#path = path;
  }

  /** Opens the checkpoint in a folder, and creates it where there is none. */
  static async open(files: FileLayer, folder: string): Promise<Checkpoint> {
    const path = join(folder, 'pieces.jsonl');
    try {
      const content = await readIfThere(files, path);
      const file = await files.open(path, 'a');
      const checkpoint = new Checkpoint(file, path);
      // A kill in the middle of a line leaves half of it: it goes, so that the next line doesn't grow onto it.
      const wholeLength = content.lastIndexOf(NEWLINE) + 1;
      if (wholeLength < content.length) await file.truncate(wholeLength);
      for (const line of content.subarray(0, wholeLength).toString('utf8').split('\n')) {
        const record = parseCheckpointLine(line);
        if (record !== undefined) checkpoint.#remember(record);
      }
      return checkpoint;
    } catch (error) {
      throw asUserError(error, `Can't open the checkpoint ${path}`);
    }
  }

  piece(key: string): PieceRecord | undefined {
    return this.#pieces.get(key);
  }

  wasCut(key: string): boolean {
    return this.#cut.has(key);
  }

  chapter(name: string): ChapterRecord | undefined {
    return this.#chapters.get(name);
  }

  /** Resolves when the record is on the disk, not merely in its cache. */
  async add(record: CheckpointRecord): Promise<void> {
    const line = `${JSON.stringify(record)}\n`;
    // One after the other: lines of two pieces must not run into each other.
    const written = this.#writing.then(async () => {
      await this.#file.appendFile(line);
      await this.#file.datasync();
    });
    this.#writing = written.catch(() => undefined);
    try {
      await written;
    } catch (error) {
      throw asUserError(error, `Can't save a finished piece to ${this.#path}`);
    }
    this.#remember(record);
  }

  async close(): Promise<void> {
    await this.#writing;
    await this.#file.close();
  }

  #remember(record: CheckpointRecord): void {
    if (record.type === 'piece') this.#pieces.set(record.key, record);
    else if (record.type === 'cut') this.#cut.add(record.key);
    else this.#chapters.set(record.chapter, record);
  }
}

async function readIfThere(files: FileLayer, path: string): Promise<Buffer> {
  try {
    return await files.readFile(path);
  } catch (error) {
    if (fileErrorCode(error) === 'ENOENT') return Buffer.alloc(0);
    throw error;
  }
}
