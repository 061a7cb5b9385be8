// biome-ignore-all lint/suspicious/noTemplateCurlyInString: Compose writes its variables so.
import { describe, expect, it } from 'vitest';
import { parseComposeReferences } from '../../../src/backup/parse-compose-references.ts';

const NOTHING = { files: [], extended: [], included: [] };

describe('parseComposeReferences', () => {
  it('finds include, extends, env and label files, configs and secrets in all their forms', () => {
    const references = parseComposeReferences(`
include:
  - a.yaml
  - {path: [b.yaml, c.yaml], env_file: b.env}
  - {path: d.yaml, project_directory: ../d, env_file: [d.env, e.env]}
services:
  one: {env_file: one.env, extends: {file: base.yaml, service: x}}
  two: {env_file: [two.env, {path: three.env, required: false}, {path: four.env, format: raw}], label_file: labels}
  three: {extends: {service: one}}
configs: {nginx: {file: ./nginx.conf}, other: {external: true}}
secrets: {db: {file: "\${RUN}/db.txt"}}
`);
    expect(references).toEqual({
      files: [
        { path: 'one.env', role: 'env', required: true },
        { path: 'two.env', role: 'env', required: true },
        { path: 'three.env', role: 'env', required: false },
        { path: 'four.env', role: 'env', required: true },
        { path: 'labels', role: 'other', required: true },
        { path: './nginx.conf', role: 'other', required: true },
        { path: '${RUN}/db.txt', role: 'other', required: true },
      ],
      extended: ['base.yaml'],
      included: [
        { paths: ['a.yaml'], projectDirectory: null, envFiles: [] },
        { paths: ['b.yaml', 'c.yaml'], projectDirectory: null, envFiles: ['b.env'] },
        { paths: ['d.yaml'], projectDirectory: '../d', envFiles: ['d.env', 'e.env'] },
      ],
    });
  });

  it('finds what is right beside what is wrong', () => {
    expect(parseComposeReferences('include: 7\nservices: {a: {env_file: [1], extends: {file: b.yaml}}, c: 3}')).toEqual(
      {
        ...NOTHING,
        extended: ['b.yaml'],
      },
    );
  });

  it.each(['{{{', '', '- a\n- b', 'services: 3', 'services: {a: null}'])('finds nothing in %j', (text) => {
    expect(parseComposeReferences(text)).toEqual(NOTHING);
  });
});
