import type { AddCommand } from '../command.ts';

/** `kopi-docka config …`: the configuration as it is understood. */
export const addConfig: AddCommand = (parent, act) => {
  const config = parent.command('config').description('show and check the configuration');
  config
    .command('show')
    .description('show every setting that holds, without secrets')
    .action(act(async (session) => (await import('./config-actions.ts')).showConfig(session)));
  config
    .command('check')
    .description('name everything that is wrong with the file')
    .action(act(async (session) => (await import('./config-actions.ts')).checkConfigFile(session)));
  config
    .command('path')
    .description('print which file holds the configuration')
    .action(act(async (session) => (await import('./config-actions.ts')).printPath(session)));
  config
    .command('migrate')
    .description('write the configuration of the Python tool as YAML')
    .action(act(async (session) => (await import('./config-actions.ts')).migrateOlderConfig(session)));
  config
    .command('schema')
    .description('print the JSON Schema of the file, for editors')
    .action(act(async (session) => (await import('./config-actions.ts')).printSchema(session)));
};
