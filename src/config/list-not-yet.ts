import type { ConfigFile } from './schema.ts';

/**
 * Lists the settings of a configuration that are understood but that this version does not apply.
 *
 * Shape   → their names as in the file: `retention`, `units.nextcloud.hooks`
 */
export function listNotYet(file: ConfigFile): readonly string[] {
  const { repository, backup, policy, units = {} } = file;
  const settings: readonly (readonly [string, unknown])[] = [
    ['repository.throttle', repository?.throttle],
    ['backup.strategy: freeze', backup?.strategy === 'freeze' || undefined],
    ['retention', file.retention],
    ['policy.globalPolicyFile', policy?.globalPolicyFile],
    ['policy.repositoryConfigFile', policy?.repositoryConfigFile],
    ...Object.entries(units).flatMap(([name, unit]): (readonly [string, unknown])[] => [
      [`units.${name}.strategy: freeze`, unit.strategy === 'freeze' || undefined],
      [`units.${name}.hooks`, unit.hooks],
    ]),
    ['schedule', file.schedule],
    ['notifications', file.notifications],
  ];
  return settings.filter(([, value]) => value !== undefined).map(([name]) => name);
}
