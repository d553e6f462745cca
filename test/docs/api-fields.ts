import { readFileSync } from 'node:fs';

/**
 * The names of the fields of an interface, as api.md has them; another test holds that up to date.
 * @throws Error where there is no such interface.
 */
export function apiFields(name: string): readonly string[] {
  const api = readFileSync('api.md', 'utf8');
  const body = new RegExp(`^interface ${name}(?:<[^{]*>)?(?: extends [^{]+)? \\{\n([\\s\\S]*?)^\\}`, 'm').exec(
    api,
  )?.[1];
  if (body === undefined) throw new Error(`api.md has no interface ${name}.`);
  return Array.from(body.matchAll(/^ {4}(?:readonly )?(\w+)\??[:(<]/gm), ([, field = '']) => field);
}

/** Those fields of an interface that a page names nowhere in code. */
export function unnamedFields(name: string, page: string): readonly string[] {
  const prose = page.replaceAll(/^```[\s\S]*?^```/gm, '');
  return apiFields(name).filter((field) => !new RegExp(`\`[^\`\n]*\\b${field}\\b[^\`\n]*\``).test(prose));
}
