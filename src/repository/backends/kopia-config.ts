import { readFileSync } from 'node:fs';
import * as z from 'zod';
import { KopiDockaError } from '../../errors.ts';
import { parseJson } from '../../host/parse-json.ts';
import type { Storage } from '../../kopia/types.ts';
import type { Backend, Location, RepositoryUrl } from '../types.ts';

const connection = z.object({ storage: z.object({ type: z.string(), config: z.record(z.string(), z.unknown()) }) });

/** The storage that a connection file of kopia names, with its credentials: `kopia-config:///path/of/repository.config`. */
export function kopiaConfig(locateStorage: (storage: Storage) => Location): Backend {
  return {
    schemes: ['kopia-config'],
    locate: (url) => locateStorage(readStorage(url)),
    access: (url) => ({ storage: readStorage(url), env: {} }),
    toUrl: () => null,
  };
}

function readStorage({ text }: RepositoryUrl): Storage {
  let content: string;
  try {
    content = readFileSync(text, 'utf8');
  } catch (cause) {
    throw new KopiDockaError('E_CONFIG_UNREADABLE', `repository.url: the connection file ${text} can not be read`, {
      cause,
    });
  }
  const parsed = connection.safeParse(parseJson(content));
  if (!parsed.success) throw new KopiDockaError('E_CONFIG', `${text} is no connection file of kopia with a storage`);
  return parsed.data.storage;
}
