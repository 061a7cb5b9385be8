import { describe, expect, it } from 'vitest';
import { planComposeUp } from '../../../src/journal/plan-compose-up.ts';

const LABEL = 'com.docker.compose.';
const labels = {
  [`${LABEL}project`]: 'shop',
  [`${LABEL}service`]: 'db',
  [`${LABEL}project.working_dir`]: '/srv/my shop',
  [`${LABEL}project.config_files`]: '/srv/my shop/compose.yaml,/srv/my shop/more.yaml',
};
const inspect = (change: Record<string, string> = {}) => ({ Config: { Labels: { ...labels, ...change } } });

describe('planComposeUp', () => {
  it('asks for that service alone and leaves all others as they are', () => {
    expect(planComposeUp(inspect())?.args).toEqual([
      'compose',
      ...['--project-name', 'shop', '--project-directory', '/srv/my shop'],
      ...['--file', '/srv/my shop/compose.yaml', '--file', '/srv/my shop/more.yaml'],
      ...['up', '--detach', '--no-recreate', '--no-deps', 'db'],
    ]);
  });

  it('names the environment file that the project was made with', () => {
    const up = planComposeUp(inspect({ [`${LABEL}project.environment_file`]: '/srv/prod.env' }));
    expect(up?.args).toContain('/srv/prod.env');
    expect(up?.files).toEqual(['/srv/my shop/compose.yaml', '/srv/my shop/more.yaml', '/srv/prod.env']);
  });

  it('takes the relative paths of Compose v1 from the project folder', () => {
    const up = planComposeUp(inspect({ [`${LABEL}project.config_files`]: 'docker-compose.yml,deploy/prod.yml' }));
    expect(up?.files).toEqual(['/srv/my shop/docker-compose.yml', '/srv/my shop/deploy/prod.yml']);
  });

  it.each([
    ['a project that Compose would not allow', { [`${LABEL}project`]: '--help' }],
    ['a project with a path in it', { [`${LABEL}project`]: '../../etc/x' }],
    ['a service that is an option', { [`${LABEL}service`]: '--privileged' }],
    ['a folder that leads away', { [`${LABEL}project.working_dir`]: '/srv/../etc' }],
    ['a folder that is relative', { [`${LABEL}project.working_dir`]: 'srv' }],
    ['a file that came by a pipe', { [`${LABEL}project.config_files`]: '-' }],
    ['no file at all', { [`${LABEL}project.config_files`]: '' }],
  ])('does not believe %s', (_, change) => {
    expect(planComposeUp(inspect(change))).toBeNull();
  });

  it.each([[{}], [{ Config: null }], [{ Config: { Labels: null } }]])('knows no project in %j', (raw) => {
    expect(planComposeUp(raw)).toBeNull();
  });
});
