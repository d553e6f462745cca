import { systemFiles, type FileLayer } from '../file-layer.js';

/** A disk on which writing to some files fails, such as with `ENOSPC`. */
export function failingFiles(options: { readonly code: string; readonly path: RegExp }): FileLayer {
  const fail = (syscall: string): never => {
    throw Object.assign(new Error(`${options.code}: ${syscall}`), { code: options.code, syscall });
  };
  return {
    ...systemFiles,
    async mkdir(path, settings) {
      if (options.path.test(String(path))) fail('mkdir');
      return systemFiles.mkdir(path, settings);
    },
    async open(path, flags, mode) {
      const file = await systemFiles.open(path, flags, mode);
      if (!options.path.test(String(path)) || flags === 'r') return file;
      // A full disk lets a file be opened, and written in part.
      const writeFile: typeof file.writeFile = async (data, settings) => {
        if (typeof data === 'string') await file.write(data.slice(0, Math.floor(data.length / 2)));
        void settings;
        return fail('write');
      };
      return new Proxy(file, {
        get(target, name) {
          if (name === 'writeFile' || name === 'appendFile') return writeFile;
          const value: unknown = Reflect.get(target, name, target);
          return typeof value === 'function' ? (value as (...given: unknown[]) => unknown).bind(target) : value;
        },
      });
    },
  } as FileLayer;
}
