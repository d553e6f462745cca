import type { ErrorKnowledge } from '../core/error-rule.js';
import { geminiErrors } from './gemini/rules.js';
import { ollamaErrors } from './ollama/rules.js';
import { openaiErrors } from './openai/rules.js';

/** What every provider of this library knows of its errors, the most particular forms first. */
export const allKnowledge: readonly ErrorKnowledge[] = [ollamaErrors, geminiErrors, openaiErrors];
