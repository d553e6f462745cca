/** Major versions of the SDKs that came at the same time, and the Node.js majors that they run on. */
export interface SdkGeneration {
  readonly openai: number;
  readonly genai: number;
  /** What is installed beside the tarball. */
  readonly packages: Readonly<Record<string, string>>;
  readonly nodes: readonly number[];
}

// openai 7 and @google/genai 3 ask for Node 22: https://github.com/openai/openai-node/releases and
// https://github.com/googleapis/js-genai/releases
export const SDK_GENERATIONS: readonly SdkGeneration[] = [
  { openai: 6, genai: 2, packages: { openai: '^6.49.0', '@google/genai': '^2.23.0', ollama: '^0.6.0' }, nodes: [20] },
  {
    openai: 7,
    genai: 3,
    packages: { openai: '^7.0.0', '@google/genai': '^3.0.0', ollama: '^0.6.0' },
    nodes: [22, 24, 26],
  },
];
