import * as z from 'zod';
import { validatePattern } from '../kopia/validate-pattern.ts';
import { parseDuration } from './parse-duration.ts';
import type { SecretSource } from './types.ts';

/** The compressors that kopia knows. */
export const compressorSchema = z.enum([
  'none',
  'zstd',
  'zstd-fastest',
  'zstd-better-compression',
  'zstd-best-compression',
  's2-default',
  's2-better',
  's2-parallel-4',
  's2-parallel-8',
  'gzip',
  'gzip-best-compression',
  'gzip-best-speed',
  'pgzip',
  'pgzip-best-compression',
  'pgzip-best-speed',
  'deflate-best-compression',
  'deflate-best-speed',
  'deflate-default',
  'lz4',
]);

const absolutePath = z.string().regex(/^\/[^\0]*$/, 'has to be an absolute path');
const identityPart = z.string().regex(/^[^\s@:/\\]+$/, 'holds no spaces and none of @ : / \\');
const amount = z.number().int().nonnegative();
const megabytes = z.number().int().positive();
const strategy = z.enum(['auto', 'stop', 'pause', 'warm', 'freeze', 'none']);
const format = z.enum(['direct', 'tar']);

const duration = z.union([z.string(), z.number()]).transform((value, context) => {
  const seconds = parseDuration(value);
  if (seconds === null) context.addIssue({ code: 'custom', message: 'is no duration such as 30s, 5m or 1h' });
  return seconds ?? 0;
});

const patterns = z.array(
  z.string().superRefine((pattern, context) => {
    const problem = validatePattern(pattern);
    if (problem !== null)
      context.addIssue({ code: 'custom', message: `is ${JSON.stringify(pattern)}, no exclude pattern: ${problem}` });
  }),
);

const secret = z
  .strictObject({
    file: absolutePath.optional(),
    env: z
      .string()
      .regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'has to be the name of a variable')
      .optional(),
    command: z.string().min(1).optional(),
    credential: z
      .string()
      .regex(/^[^/\0]+$/, 'has to be the name of a systemd credential')
      .optional(),
  })
  .refine((source) => Object.keys(source).length === 1, 'needs exactly one of file, env, command, credential')
  .transform((source) => source as SecretSource);

const hooks = z.record(z.string(), z.unknown());

const unit = z.strictObject({
  enable: z.boolean().optional(),
  strategy: strategy.optional(),
  format: format.optional(),
  stopTimeout: duration.optional(),
  exclude: patterns.optional(),
  hooks: hooks.optional(),
  volumes: z
    .record(
      z.string(),
      z.strictObject({ enable: z.boolean().optional(), exclude: patterns.optional(), format: format.optional() }),
    )
    .optional(),
  binds: z
    .record(absolutePath, z.strictObject({ enable: z.boolean().optional(), exclude: patterns.optional() }))
    .optional(),
  files: z.record(absolutePath, z.strictObject({ enable: z.boolean().optional() })).optional(),
});

/** What to keep; numbers that are left out have kopi-docka's defaults. */
export const retentionSchema = z.strictObject({
  latest: amount.default(10),
  hourly: amount.default(0),
  daily: amount.default(7),
  weekly: amount.default(4),
  monthly: amount.default(12),
  annual: amount.default(3),
});

/** The YAML of the configuration, as docs/contract.md §6 has it. Everything may be left out; unknown keys are errors. */
export const configSchema = z.strictObject({
  repository: z
    .strictObject({
      url: z.string().min(1).optional(),
      password: secret.optional(),
      credentials: secret.optional(),
      customCa: absolutePath.optional(),
      cache: z
        .strictObject({
          directory: absolutePath.optional(),
          contentMb: megabytes.optional(),
          metadataMb: megabytes.optional(),
        })
        .optional(),
      throttle: z
        .strictObject({
          uploadMbPerSecond: z.number().positive().optional(),
          downloadMbPerSecond: z.number().positive().optional(),
        })
        .optional(),
    })
    .optional(),
  identity: z.strictObject({ user: identityPart.optional(), host: identityPart.optional() }).optional(),
  backup: z
    .strictObject({
      format: format.optional(),
      strategy: strategy.optional(),
      stopTimeout: duration.optional(),
      healthTimeout: duration.optional(),
      exclude: patterns.optional(),
      binds: z.boolean().optional(),
      strict: z.boolean().optional(),
      redactEnvironment: z.boolean().optional(),
      parallelism: z.union([z.literal('auto'), z.number().int().positive()]).optional(),
    })
    .optional(),
  retention: retentionSchema.optional(),
  policy: z
    .strictObject({
      compression: compressorSchema.optional(),
      globalPolicyFile: absolutePath.optional(),
      repositoryConfigFile: absolutePath.optional(),
    })
    .optional(),
  units: z.record(z.string().min(1), unit).optional(),
  schedule: z.strictObject({ calendar: z.string().min(1).optional() }).optional(),
  notifications: z.array(z.unknown()).optional(),
});

/** The configuration file, parsed; what it leaves out is absent. */
export type ConfigFile = z.infer<typeof configSchema>;
