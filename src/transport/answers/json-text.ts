import { isErrorDocument, readText } from '../../classify/documents.js';

/** Whether a text is a whole JSON text. */
export function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** Whether a text begins as JSON, is none, and tells of no error as far as it can be read. */
export function isBrokenJson(text: string): boolean {
  if (!/^\s*[{["]/.test(text) || isJson(text)) return false;
  return !readText(text).documents.some((document) => isErrorDocument(document));
}
