/** A Markdown table. */
export function table(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(heads), `|${'---|'.repeat(heads.length)}`, ...rows.map(line)].join('\n');
}

/**
 * Puts generated text between its markers: `<!-- table: name -->` and `<!-- end of table -->`.
 * @throws Error where a name is unknown, or where a table that must be there is not.
 */
export function fillTables(markdown: string, tables: Readonly<Record<string, () => string>>): string {
  const missing = new Set(Object.keys(tables));
  const filled = markdown.replace(
    /(?<=<!-- table: ([\w-]+) -->\n)[\s\S]*?(?=<!-- end of table -->)/g,
    (_between, name: string) => {
      const make = tables[name];
      if (make === undefined) throw new Error(`There is no table "${name}".`);
      missing.delete(name);
      return `\n${make()}\n\n`;
    },
  );
  if (missing.size > 0) throw new Error(`Nothing marks where these tables go: ${[...missing].join(', ')}.`);
  return filled;
}
