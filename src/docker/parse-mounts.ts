import * as z from 'zod';
import { text, textByName } from './lenient.ts';
import type { Mount } from './types.ts';

const Answer = z.object({
  Mounts: z
    .array(z.object({ Type: text, Name: text, Source: text, Destination: text, RW: z.boolean().nullish() }))
    .nullish(),
  HostConfig: z.object({ Tmpfs: textByName }).nullish(),
});

/**
 * Reads what a container mounts, from its inspect answer or its line in the list.
 *
 * Promise Each place inside the container appears once.
 * Source  `--tmpfs` is in HostConfig.Tmpfs only, `--mount type=tmpfs` in Mounts only (docker.md §1.1).
 */
export function parseMounts(answer: unknown): readonly Mount[] {
  const { Mounts, HostConfig } = Answer.parse(answer);
  const mounts = (Mounts ?? []).map(
    (mount): Mount => ({
      type: mountType(mount.Type),
      name: mount.Type === 'volume' && mount.Name !== '' ? mount.Name : null,
      source: mount.Source,
      destination: mount.Destination,
      readOnly: mount.RW === false,
    }),
  );
  const inMemory = Object.keys(HostConfig?.Tmpfs ?? {})
    .filter((destination) => mounts.every((mount) => mount.destination !== destination))
    .map((destination): Mount => ({ type: 'tmpfs', name: null, source: '', destination, readOnly: false }));
  return [...mounts, ...inMemory];
}

function mountType(type: string): Mount['type'] {
  return type === 'volume' || type === 'bind' || type === 'tmpfs' ? type : 'other';
}
