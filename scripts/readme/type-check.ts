import { resolve } from 'node:path';
import ts from 'typescript';

/** What the compiler says of files, under the project's own settings. */
export function typeProblems(files: readonly string[]): readonly string[] {
  const { config } = ts.readConfigFile('tsconfig.json', (path) => ts.sys.readFile(path)) as { config: object };
  const { options } = ts.parseJsonConfigFileContent({ ...config, files, include: [] }, ts.sys, resolve('.'));
  const program = ts.createProgram({ rootNames: files, options });
  const host = {
    getCanonicalFileName: (path: string) => path,
    getCurrentDirectory: () => resolve('.'),
    getNewLine: () => '\n',
  };
  return files.flatMap((file) =>
    ts
      .getPreEmitDiagnostics(program, program.getSourceFile(file))
      .map((diagnostic) => ts.formatDiagnostic(diagnostic, host).trim()),
  );
}
