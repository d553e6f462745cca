/** What --help says. */
export const USAGE = `translate-book <folder> --out <folder> --from en --to de --model <prefix/name>

Translates the chapters of a folder (.md, .markdown, .txt) and waits through the limits of the provider.
A chapter is written when all of it is translated, and not before. A stopped or killed run goes on where it
was: run the same command again.

  --out <folder>          where the translated chapters go; also holds report.json
  --from, --to <code>     languages, such as en, de, pt-BR
  --model <prefix/name>   such as ollama/llama3.2, openai/gpt-5-mini, gemini/gemini-2.5-flash
  --fallback <prefix/name>  where to go when waiting doesn't help; may be repeated
  --provider <name>       ollama, openai or gemini; then the prefix may be left out of the names of models
  --base-url <address>    of another server (OpenAI-compatible: with /v1); for several: gemini=<address>
  --concurrency <n>       pieces under way at the same time (4)
  --chapters <list>       such as 3-7,9: places in the folder in natural order, from 1
  --piece-chars <n>       longest piece in characters (2500); smaller ones suit small models
  --until-reset           wait for daily and weekly limits too, instead of stopping
  --demo                  the built-in story over simulated providers; no key, no network
  --speed <n>             how many times faster than real the demo runs (80)
  --help

Keys come from the environment: OPENAI_API_KEY, GEMINI_API_KEY or GOOGLE_API_KEY, OLLAMA_API_KEY (for Ollama's cloud);
several, separated by commas, from OPENAI_API_KEYS, GEMINI_API_KEYS, OLLAMA_API_KEYS. OLLAMA_HOST is where Ollama is.

While it runs on a terminal: r retries now, c cancels the wait, q quits.
Exit codes: 0 done, 1 failed (finished chapters are kept), 2 wrong usage, 130 cancelled.
`;
