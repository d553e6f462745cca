const PAGE = /^\s*(?:<!doctype|<!--|<html|<head|<body|<style|<script|<\?xml|<title|<h1|<center)/i;
const TITLE = /<title[^>]{0,100}>([^<]{1,300})/i;

/** Whether a text is a web page. */
export function isPage(text: string): boolean {
  return PAGE.test(text);
}

const EMBEDDED_PAGE = /<(?:!doctype html|html|head|title)\b/i;

/** A page behind a few words of whoever hands it on, and these words. */
export function splitPage(text: string): { readonly words: string; readonly page: string } {
  const start = isPage(text) ? 0 : text.slice(0, 1_024).search(EMBEDDED_PAGE);
  return start < 0 ? { words: text, page: '' } : { words: text.slice(0, start), page: text.slice(start) };
}

/** What a web page says: its title, else its first words without tags. */
export function pageWords(page: string): string {
  const head = page.slice(0, 8_192);
  const words =
    TITLE.exec(head)?.[1] ??
    head
      .replace(/<(style|script)\b[^>]{0,300}>[^<]{0,4000}<\/\1>/gi, ' ')
      .replace(/<[^>]{0,500}>/g, ' ')
      .slice(0, 400);
  return words.replace(/\s+/g, ' ').trim();
}
