import { describe, expect, it } from 'vitest';
import { parseComposeReferences } from '../../../src/backup/parse-compose-references.ts';

describe('parseComposeReferences', () => {
  it('finds include, extends, env files, configs and secrets in all their forms', () => {
    const references = parseComposeReferences(`
include: [a.yaml, {path: [b.yaml, c.yaml], env_file: b.env}]
services:
  one: {env_file: one.env, extends: {file: base.yaml, service: x}}
  two: {env_file: [two.env, {path: three.env, required: false}]}
  three: {extends: {service: one}}
configs: {nginx: {file: ./nginx.conf}, other: {external: true}}
secrets: {db: {file: /run/db.txt}}
`);
    expect(references).toEqual([
      { path: 'a.yaml', role: 'compose', required: true },
      { path: 'b.yaml', role: 'compose', required: true },
      { path: 'c.yaml', role: 'compose', required: true },
      { path: 'b.env', role: 'env', required: true },
      { path: 'base.yaml', role: 'compose', required: true },
      { path: 'one.env', role: 'env', required: true },
      { path: 'two.env', role: 'env', required: true },
      { path: 'three.env', role: 'env', required: false },
      { path: './nginx.conf', role: 'other', required: true },
      { path: '/run/db.txt', role: 'other', required: true },
    ]);
  });

  it('leaves out what Compose would fetch or fill in', () => {
    expect(
      parseComposeReferences('include: ["https://example.com/x.yaml"]\nservices: {a: {env_file: "$ENV.env"}}'),
    ).toEqual([]);
  });

  it.each(['{{{', '', '- a\n- b', 'services: 3', 'services: {a: null}'])('finds nothing in %j', (text) => {
    expect(parseComposeReferences(text)).toEqual([]);
  });
});
