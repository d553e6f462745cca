import { resolve } from 'node:path';
import ts from 'typescript';
import { entryPoints } from '../../scripts/entry-points.js';

/** Emits the declarations of all entry points into memory, by the path that they would have beside their source. */
function emitDeclarations(): { readonly files: ReadonlyMap<string, string>; readonly options: ts.CompilerOptions } {
  const { config } = ts.readConfigFile('tsconfig.json', (path) => ts.sys.readFile(path)) as { config: object };
  const parsed = ts.parseJsonConfigFileContent({ ...config, files: [], include: [] }, ts.sys, resolve('.'));
  // Comments may be reworded; what they stand at may not change unnoticed.
  const options = {
    ...parsed.options,
    noEmit: false,
    declaration: true,
    emitDeclarationOnly: true,
    removeComments: true,
  };
  const roots = entryPoints().map(({ source }) => resolve(source));
  const files = new Map<string, string>();
  ts.createProgram({ rootNames: roots, options }).emit(undefined, (path, text) => {
    files.set(resolve(path), text);
  });
  return { files, options: parsed.options };
}

function openDeclarations(): { readonly program: ts.Program; readonly files: ReadonlyMap<string, string> } {
  const { files, options } = emitDeclarations();
  const host = ts.createCompilerHost(options);
  const { fileExists, readFile, getSourceFile } = host;
  // The sources would win over their declarations.
  const isSource = (path: string): boolean => files.has(resolve(path).replace(/\.ts$/, '.d.ts'));
  host.fileExists = (path) => files.has(resolve(path)) || (!isSource(path) && fileExists(path));
  host.readFile = (path) => files.get(resolve(path)) ?? readFile(path);
  host.getSourceFile = (path, version, ...rest) => {
    const text = files.get(resolve(path));
    return text === undefined ? getSourceFile(path, version, ...rest) : ts.createSourceFile(path, text, version, true);
  };
  const rootNames = entryPoints().map(({ source }) => resolve(source).replace(/\.ts$/, '.d.ts'));
  return { program: ts.createProgram({ rootNames, options, host }), files };
}

/** The words of the table of kinds may be improved; they are no promise, their presence is. */
function withoutWording(declaration: string): string {
  return declaration.replace(/(readonly (?:meaning|advice)): "(?:[^"\\]|\\.)*"/g, '$1: string');
}

/**
 * The public face as Markdown: every exported name with its declaration, and the declarations that these lean on.
 * Sorted by name, so that the same sources give the same text.
 */
export function describePublicApi(): string {
  const { program, files } = openDeclarations();
  const checker = program.getTypeChecker();
  const original = (symbol: ts.Symbol): ts.Symbol =>
    symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
  const statementsOf = (symbol: ts.Symbol): readonly ts.Node[] =>
    (symbol.declarations ?? [])
      .filter((node) => files.has(resolve(node.getSourceFile().fileName)))
      // A `const` is declared inside of its statement.
      .map((node) => (ts.isVariableDeclaration(node) ? node.parent.parent : node))
      .filter((node) => ts.isStatement(node));

  const printed = new Set<ts.Symbol>();
  const neededBy = (symbol: ts.Symbol): readonly ts.Symbol[] => {
    const needed: ts.Symbol[] = [];
    const visit = (node: ts.Node): void => {
      const found = ts.isIdentifier(node) ? checker.getSymbolAtLocation(node) : undefined;
      if (found !== undefined && statementsOf(original(found)).length > 0) needed.push(original(found));
      node.forEachChild(visit);
    };
    statementsOf(symbol).forEach(visit);
    return needed;
  };
  const section = (title: string, symbols: readonly ts.Symbol[]): string => {
    for (const symbol of symbols) printed.add(symbol);
    const texts = [...symbols]
      .sort((first, second) => (first.name < second.name ? -1 : 1))
      .map((symbol) => statementsOf(symbol).map((node) => node.getText()))
      .map((statements) => withoutWording(statements.join('\n').replace(/^(?:export )?(?:declare )?/gm, '')));
    return `## ${title}\n\n\`\`\`ts\n${texts.join('\n\n')}\n\`\`\`\n`;
  };

  const sections = entryPoints().map(({ subpath, source }) => {
    const file = program.getSourceFile(resolve(source).replace(/\.ts$/, '.d.ts'));
    const module = file === undefined ? undefined : checker.getSymbolAtLocation(file);
    if (module === undefined) throw new Error(`${source} exports nothing.`);
    return section(`llm-resilience${subpath.slice(1)}`, checker.getExportsOfModule(module).map(original));
  });
  const hidden = new Set([...printed].flatMap(neededBy));
  // Grows while it is walked: what a hidden declaration leans on is part of it, too.
  for (const symbol of hidden) for (const needed of neededBy(symbol)) hidden.add(needed);
  const rest = [...hidden].filter((symbol) => !printed.has(symbol));
  return [...sections, section('Not exported, but part of the above', rest)].join('\n');
}
