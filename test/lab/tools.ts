/** The outside programs that the lab uses, as absolute paths; `composePlugin` is the Compose v2 plugin of the docker CLI. */
export interface Tools {
  readonly kopia: string;
  readonly dockerd: string;
  readonly docker: string;
  readonly composePlugin: string;
  readonly busybox: string;
}

const variables = {
  kopia: 'KOPI_DOCKA_KOPIA',
  dockerd: 'KOPI_DOCKA_LAB_DOCKERD',
  docker: 'KOPI_DOCKA_LAB_DOCKER',
  composePlugin: 'KOPI_DOCKA_LAB_COMPOSE',
  busybox: 'KOPI_DOCKA_LAB_BUSYBOX',
} as const;

/**
 * Where the tools are, from the environment that `useTools` filled.
 *
 * Errors  Throws when one is not named: scripts/setup.mjs finds or gets them all.
 */
export function tools(): Tools {
  const found = Object.entries(variables).map(([tool, variable]) => {
    const path = process.env[variable];
    if (!path) throw new Error(`${variable} names no ${tool}; run node scripts/setup.mjs`);
    return [tool, path];
  });
  return Object.fromEntries(found) as Tools;
}

/** Puts the places of the tools into the environment of this process and of those it starts. */
export function useTools(found: Tools): void {
  for (const [tool, variable] of Object.entries(variables)) process.env[variable] = found[tool as keyof Tools];
}
