/** Makes what each request with a key needs once for the key. */
export function perKey<Made>(make: (key: string | undefined) => Made): (key: string | undefined) => Made {
  const made = new Map<string | undefined, Made>();
  return (key) => {
    if (!made.has(key)) made.set(key, make(key));
    return made.get(key) as Made;
  };
}
