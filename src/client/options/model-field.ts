import type * as z from 'zod/mini';
import { field } from '../../core/check-options.js';

/** A model with the prefix of its provider; the name may have slashes of its own. */
export const modelField = (): z.ZodMiniType<string> =>
  field<string>(
    (value) => typeof value === 'string' && /^[^/]+\/./.test(value),
    "a model as 'provider/name', such as 'ollama/llama3.2'",
  );
