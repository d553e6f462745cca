const LOOPBACK_NAME =
  /^(?:localhost|.+\.localhost|127(?:\.\d{1,3}){3}|0\.0\.0\.0|::1|::|::ffff:127(?:\.\d{1,3}){3}|::ffff:7f[0-9a-f]{2}:[0-9a-f]{1,4})\.?$/i;

/** Whether a host name (of a URL, IPv6 in brackets or not) means this machine. */
export function isLoopbackHost(hostname: string): boolean {
  return LOOPBACK_NAME.test(hostname.replace(/^\[|\]$/g, ''));
}
