import type { WireApi } from '../core/wire.js';
import { geminiWire } from './gemini/wire.js';
import { ollamaWire } from './ollama/wire.js';
import { anthropicWire } from './openai/wire-anthropic.js';
import { openaiWire } from './openai/wire.js';

/** Every API that a request is known by, those with paths that only they have before the others. */
export const allWires: readonly WireApi[] = [ollamaWire, geminiWire, anthropicWire, openaiWire];
