// Checks what git tracks: no addresses of a registry in the lockfile, no paths of somebody's machine, nothing built.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';

const tracked = execFileSync('git', ['ls-files', '-z'], { encoding: 'utf8' })
  .split('\0')
  .filter((file) => file !== '' && existsSync(file));
const problems: string[] = [];

const lockfile = readFileSync('package-lock.json', 'utf8');
if (/"resolved":\s*"http/.test(lockfile)) {
  problems.push(
    'package-lock.json: holds download addresses; install with `omit-lockfile-registry-resolved` (.npmrc).',
  );
}

// Written in pieces, so that this file doesn't report itself.
const homes = ['home', 'Users', 'root', 'work', 'workspace', 'mnt', 'tmp/bash'].join('|');
const machinePath = new RegExp(`(?<![\\w.:/$~}*-])(?:/(?:${homes})/[\\w.-]+|[A-Z]:\\\\\\\\?Users\\\\)`);
// Records of real errors are quoted as they came.
const quoted = /^test\/corpus\//;

for (const file of tracked) {
  if (/(^|\/)(node_modules|dist|coverage)\/|\.tgz$/.test(file))
    problems.push(`${file}: is built or installed, not written.`);
  const bytes = readFileSync(file);
  if (quoted.test(file) || bytes.includes(0)) continue;
  for (const [index, line] of bytes.toString('utf8').split('\n').entries()) {
    const path = machinePath.exec(line)?.[0];
    if (path !== undefined) problems.push(`${file}:${index + 1}: ${path} is a path of one machine.`);
  }
}

if (problems.length > 0) {
  console.error(problems.join('\n'));
  process.exitCode = 1;
} else {
  console.log(`${tracked.length} tracked files: no download addresses, no paths of a machine, nothing built.`);
}
