import { SetupError } from '../core/setup-error.js';

/** Loads an SDK once, at the first call. */
export type SdkLoader<Module> = () => Promise<Module>;

/** Whether an import failed because the package itself is not installed. */
export function isMissingPackage(error: unknown, packageName: string): boolean {
  const { code, message } = error as { code?: unknown; message?: unknown };
  return code === 'ERR_MODULE_NOT_FOUND' && typeof message === 'string' && message.includes(`'${packageName}'`);
}

/**
 * A loader for an optional peer.
 * @throws SetupError (by rejecting) that says what to install where the package is missing.
 */
export function createSdkLoader<Module>(packageName: string, load: () => Promise<Module>): SdkLoader<Module> {
  let loaded: Promise<Module> | undefined;
  return () => {
    loaded ??= load().catch((error: unknown) => {
      // The next call tries again: it may be installed by then.
      loaded = undefined;
      if (!isMissingPackage(error, packageName)) throw error;
      throw new SetupError(`Install \`${packageName}\` to use this provider: npm install ${packageName}`, {
        cause: error,
      });
    });
    return loaded;
  };
}
