/** The library as it is shipped: what tsx makes of the sources is slower. Build it first: npm run build. */
export const library = await load<typeof import('../../src/index.js')>('index');
export const { ollama } = await load<typeof import('../../src/providers/ollama/index.js')>('providers/ollama');
export const { openai } = await load<typeof import('../../src/providers/openai/index.js')>('providers/openai');
export const { gemini } = await load<typeof import('../../src/providers/gemini/index.js')>('providers/gemini');

async function load<Module>(name: string): Promise<Module> {
  return (await import(new URL(`../../dist/${name}.js`, import.meta.url).href)) as Module;
}
