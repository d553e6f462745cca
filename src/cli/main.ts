#!/usr/bin/env node
import { runCli } from './run-cli.js';

process.exitCode = await runCli(process.argv.slice(2), {
  write: (text) => {
    process.stdout.write(text);
  },
  complain: (text) => {
    process.stderr.write(text);
  },
  isTerminal: process.stdout.isTTY === true,
});
