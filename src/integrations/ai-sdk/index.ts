export {
  embeddingModelMiddleware,
  languageModelMiddleware,
  type EmbeddingModelMiddleware,
  type LanguageModelMiddleware,
  type MiddlewareInit,
} from './middleware.js';
