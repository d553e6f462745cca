/** Where the program shows itself and hears keys. It is a value so that tests can be one. */
export interface Terminal {
  /** Whether lines can be redrawn; otherwise plain lines are written, without any escape code. */
  readonly isLive: boolean;
  /** Whether keys can be heard. */
  readonly hasKeys: boolean;
  readonly columns: number;
  readonly rows: number;
  write(text: string): void;
  /** Hears single keys until the returned function is called, which gives the terminal back as it was. */
  listen(onKey: (key: string) => void): () => void;
}

/** The terminal of this process. */
export function processTerminal(): Terminal {
  const { stdin, stdout } = process;
  return {
    isLive: stdout.isTTY && process.env['TERM'] !== 'dumb',
    hasKeys: stdin.isTTY,
    // Some pseudo-terminals report a width of 0.
    get columns() {
      return stdout.columns > 0 ? stdout.columns : 80;
    },
    get rows() {
      return stdout.rows > 0 ? stdout.rows : 24;
    },
    write: (text) => void stdout.write(text),
    listen(onKey) {
      const onData = (data: Buffer): void => {
        for (const key of data.toString('utf8')) onKey(key);
      };
      stdin.setRawMode(true);
      stdin.on('data', onData);
      stdin.resume();
      return () => {
        stdin.off('data', onData);
        stdin.setRawMode(false);
        // A stdin that is still read would keep the process alive.
        stdin.pause();
      };
    },
  };
}
