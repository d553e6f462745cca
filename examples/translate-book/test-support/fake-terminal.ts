import type { Terminal } from '../display/terminal.js';

/** A terminal that remembers what was written and is typed on by the test. */
export interface FakeTerminal extends Terminal {
  readonly output: string;
  /** What a person sees: the escape codes of the display carried out. */
  screen(): readonly string[];
  press(key: string): void;
  readonly isListening: boolean;
}

// eslint-disable-next-line no-control-regex -- escape codes are what this reads
const CODE = /\u001b\[(\??\d*)([A-Za-z])/y;

export function fakeTerminal(
  settings: Partial<Pick<Terminal, 'isLive' | 'hasKeys' | 'columns' | 'rows'>> = {},
): FakeTerminal {
  const { isLive = true, hasKeys = true, columns = 80, rows = 24 } = settings;
  let output = '';
  let onKey: ((key: string) => void) | undefined;
  return {
    isLive,
    hasKeys,
    columns,
    rows,
    write(text) {
      output += text;
    },
    listen(listener) {
      onKey = listener;
      return () => {
        onKey = undefined;
      };
    },
    press: (key) => onKey?.(key),
    get output() {
      return output;
    },
    get isListening() {
      return onKey !== undefined;
    },
    screen: () => carryOut(output),
  };
}

/** As much of a terminal as the display uses; anything else is an error. */
function carryOut(output: string): readonly string[] {
  let lines = [''];
  let row = 0;
  for (let index = 0; index < output.length; index += 1) {
    const character = output[index] ?? '';
    if (character === '\u001b') {
      CODE.lastIndex = index;
      const [code = '', parameter = '', command = ''] = CODE.exec(output) ?? [];
      if (command === 'A') row -= Number(parameter);
      else if (command === 'J') lines = [...lines.slice(0, row), ''];
      else if (!['?25l', '?25h'].includes(`${parameter}${command}`)) throw new Error(`Unknown escape code ${code}`);
      if (row < 0) throw new Error('The cursor left the screen.');
      index += code.length - 1;
    } else if (character === '\n') {
      row += 1;
      if (row === lines.length) lines.push('');
    } else if (character !== '\r') {
      lines[row] = `${lines[row] ?? ''}${character}`;
    }
  }
  return lines;
}
