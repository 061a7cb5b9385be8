import { expect, test } from 'vitest';
import { completeConfig } from '../../../src/config/complete-config.ts';
import { listNotYet } from '../../../src/config/list-not-yet.ts';
import { parseConfig } from '../../../src/config/parse-config.ts';
import { resolvePlaces } from '../../../src/config/places.ts';

const places = resolvePlaces({ KOPI_DOCKA_HOME: '/kd' }, 0, { config: null });

function complete(text: string) {
  const parsed = parseConfig(text);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return completeConfig(parsed.file, places, { file: '/kd/config.yaml', origin: 'yaml' });
}

function problems(text: string): readonly string[] {
  const parsed = parseConfig(text);
  return parsed.ok ? [] : parsed.problems.map(({ line, column, message }) => `${line}:${column} ${message}`);
}

test('an empty file is the defaults', () => {
  expect(complete('')).toMatchObject({
    repository: {
      url: 'filesystem:///kd/repository',
      password: { file: '/kd/repository.password' },
      credentials: null,
      cache: { directory: '/kd/cache', contentMb: 5000, metadataMb: 1000 },
    },
    identity: { user: null, host: null },
    backup: {
      format: 'direct',
      strategy: 'auto',
      stopTimeoutSeconds: null,
      binds: true,
      strict: false,
      parallelism: null,
    },
    retention: { latest: 10, hourly: 0, daily: 7, weekly: 4, monthly: 12, annual: 3 },
    policy: { compression: 'zstd' },
    units: [],
  });
  expect(complete('# only a comment\n')).toEqual(complete(''));
});

test('the example of the contract is understood', () => {
  const config = complete(`
repository:
  url: s3://my-bucket/hosts/alpha/?endpoint=s3.example.com
  password: { file: /etc/kopi-docka/repository.password }
  credentials: { file: /etc/kopi-docka/s3.env }
  customCa: /etc/ssl/private-ca.pem
  cache: { contentMb: 500 }
  throttle: { uploadMbPerSecond: 20 }
identity: { user: root, host: alpha }
backup: { format: direct, strategy: auto, stopTimeout: 30s, exclude: ["/cache/", "*.tmp"], binds: true, strict: false, parallelism: auto }
retention: { latest: 5 }
policy: { compression: zstd }
units:
  "nextcloud": { strategy: warm, exclude: ["*.log"], stopTimeout: 1m30s, hooks: { beforeStop: ["x"] }, volumes: { cache: { enable: false } } }
schedule: { calendar: "*-*-* 02:00" }
notifications: [ { url: "ntfy://x", on: [failure, success] } ]
`);
  expect(config.repository).toMatchObject({ customCa: '/etc/ssl/private-ca.pem', cache: { contentMb: 500 } });
  expect(config.backup).toMatchObject({ stopTimeoutSeconds: 30, exclude: ['/cache/', '*.tmp'] });
  expect(config.retention).toMatchObject({ latest: 5, daily: 7 });
  expect(config.units).toEqual([
    {
      pattern: 'nextcloud',
      strategy: 'warm',
      exclude: ['*.log'],
      stopTimeoutSeconds: 90,
      volumes: { cache: { enable: false } },
      binds: {},
    },
  ]);
});

test('an unknown key is named at its place with the nearest known key', () => {
  expect(
    problems('repositry: {}\nbackup:\n  stopTimout: 30s\nunits:\n  shop: { volumes: { db: { exclud: [] } } }\n'),
  ).toEqual([
    '1:1 unknown key repositry; did you mean repository?',
    '3:3 unknown key backup.stopTimout; did you mean stopTimeout?',
    '5:28 unknown key units.shop.volumes.db.exclud; did you mean exclude?',
  ]);
});

test('an unknown key that is like none lists the known ones', () => {
  expect(problems('identity: { zzz: 1 }')).toEqual(['1:13 unknown key identity.zzz; known are user, host']);
});

test.each([
  ['backup: { strategy: fast }', '1:21 backup.strategy has to be one of auto, stop, pause, warm, freeze, none'],
  ['backup: { stopTimeout: soon }', '1:24 backup.stopTimeout is no duration such as 30s, 5m or 1h'],
  ['backup: { binds: yes }', '1:18 backup.binds has to be true or false'],
  [
    'backup:\n  exclude:\n    - "*.log"\n    - "bad["',
    '4:7 backup.exclude.1 is "bad[", no exclude pattern: a [ has no ]',
  ],
  ['repository: { customCa: ca.pem }', '1:25 repository.customCa has to be an absolute path'],
  [
    'repository: { password: { file: /a, env: B } }',
    '1:25 repository.password needs exactly one of file, env, command, credential',
  ],
  ['repository: { password: hunter2 }', '1:25 repository.password has to be a set of keys'],
  ['identity: { host: "a b" }', '1:19 identity.host holds no spaces and none of @ : / \\'],
  ['retention: { daily: -1 }', '1:21 retention.daily is too small or empty'],
  ['- a list', '1:1 the file has to be a set of keys'],
])('%j: %s', (text, problem) => {
  expect(problems(text)).toEqual([problem]);
});

test('text that is no YAML is placed, and a value in the wrong place is not repeated', () => {
  expect(problems('backup:\n  binds: [true')[0]).toMatch(/^2:\d+ no valid YAML: /);
  expect(problems('a: 1\na: 2\n')[0]).toMatch(/^2:1 no valid YAML: /);
  expect(problems('repository: { password: hunter2 }').join()).not.toContain('hunter2');
});

test('what this version does not apply is listed by name', () => {
  const parsed = parseConfig(
    'retention: {}\nbackup: { strategy: freeze }\nunits: { shop: { hooks: { beforeStop: [a] } } }\nschedule: { calendar: daily }\n',
  );
  expect(parsed.ok && listNotYet(parsed.file)).toEqual([
    'backup.strategy: freeze',
    'retention',
    'units.shop.hooks',
    'schedule',
  ]);
  const plain = parseConfig('backup: { strategy: stop }');
  expect(plain.ok && listNotYet(plain.file)).toEqual([]);
});
