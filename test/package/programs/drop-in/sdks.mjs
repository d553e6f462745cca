// A program of each SDK's users: how it makes its client, and how it asks. What the library adds is `fetch` and, where
// the SDK has a timer or retries of its own, the line beside it.

/** The text of a streamed answer. */
async function join(parts, textOf) {
  let text = '';
  for await (const part of parts) text += textOf(part) ?? '';
  return text;
}

export const SDKS = {
  openai: {
    provider: 'openai',
    async create({ baseURL, key, fetch }) {
      const { default: OpenAI } = await import('openai');
      const sdk = new OpenAI({ baseURL, apiKey: key, fetch, timeout: 2 ** 31 - 1 });
      return async (content, stream) => {
        const request = { model: 'any', messages: [{ role: 'user', content }] };
        if (stream) {
          const parts = await sdk.chat.completions.create({ ...request, stream: true });
          return join(parts, (part) => part.choices[0]?.delta.content);
        }
        return (await sdk.chat.completions.create(request)).choices[0].message.content;
      };
    },
  },
  ollama: {
    provider: 'ollama',
    async create({ baseURL, key, fetch }) {
      const { Ollama } = await import('ollama');
      const sdk = new Ollama({ host: baseURL, headers: { authorization: `Bearer ${key}` }, fetch });
      return async (content, stream) => {
        const request = { model: 'any', messages: [{ role: 'user', content }] };
        if (stream) return join(await sdk.chat({ ...request, stream: true }), (part) => part.message.content);
        return (await sdk.chat(request)).message.content;
      };
    },
  },
  genai: {
    provider: 'gemini',
    async create({ baseURL, key, fetch }) {
      const { GoogleGenAI } = await import('@google/genai');
      const sdk = new GoogleGenAI({ apiKey: key, httpOptions: { baseUrl: baseURL, fetch } });
      return async (content, stream) => {
        const request = { model: 'any', contents: content };
        if (stream) return join(await sdk.models.generateContentStream(request), (part) => part.text);
        return (await sdk.models.generateContent(request)).text;
      };
    },
  },
  ai: {
    provider: 'openai',
    async create({ baseURL, key, fetch }) {
      const [{ generateText, streamText }, { createOpenAI }] = await Promise.all([
        import('ai'),
        import('@ai-sdk/openai'),
      ]);
      const model = createOpenAI({ baseURL, apiKey: key, fetch }).chat('any');
      return async (content, stream) => {
        // The fetch throws, and the AI SDK does not ask again after an error that is none of its own.
        if (!stream) return (await generateText({ model, prompt: content })).text;
        const result = streamText({ model, prompt: content, onError: () => undefined });
        return join(result.fullStream, (part) => {
          if (part.type === 'error') throw part.error;
          return part.type === 'text-delta' ? part.text : '';
        });
      };
    },
  },
  langchain: {
    provider: 'openai',
    async create({ baseURL, key, fetch }) {
      const { ChatOpenAI } = await import('@langchain/openai');
      const model = new ChatOpenAI({
        model: 'any',
        apiKey: key,
        maxRetries: 0,
        timeout: 2 ** 31 - 1,
        streamUsage: false,
        configuration: { baseURL, fetch },
      });
      return async (content, stream) => {
        if (stream) return join(await model.stream(content), (part) => part.content);
        return (await model.invoke(content)).content;
      };
    },
  },
};
