import { test } from 'vitest';
import { testProvider } from '../../src/testing/provider-contract.js';
import { geminiContract } from './wire/gemini-wire.js';
import { ollamaContract } from './wire/ollama-wire.js';
import { openaiContract } from './wire/openai-wire.js';

testProvider(test, ollamaContract);
testProvider(test, openaiContract);
testProvider(test, geminiContract('genai'));
testProvider(test, geminiContract('generative-ai'));
