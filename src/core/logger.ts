/** Where a client tells what it does; `console` and pino fit. It gets texts and plain data without secrets. */
export interface Logger {
  debug(message: string): void;
  info(message: string): void;
  warn(message: string): void;
  error(message: string): void;
}
