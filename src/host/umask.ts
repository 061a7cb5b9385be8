/** From now on whatever this process and its children create is for the owner alone, unless a mode is given. */
export function ownerOnly(): void {
  process.umask(0o077);
}
