import { connectEngine } from '../../../src/docker/engine.ts';
import { asKopiDockaError } from '../../../src/errors.ts';
import { RestoreManager } from '../../../src/restore/restore-manager.ts';
import { UndoManager } from '../../../src/restore/undo-manager.ts';
import { makeRepository, makeTools, request, yes } from './restore-parts.ts';

// A program of its own around the managers, so that a test can kill it: FOLDER restore UNIT, or FOLDER undo ID.
const [folder = '', command, name = ''] = process.argv.slice(2);
const engine = await connectEngine();
const parts = makeTools(folder, engine, await makeRepository(folder), []);
try {
  if (command === 'restore') await new RestoreManager(parts).run(request(name), yes);
  else await new UndoManager(parts).run(name, { start: true }, yes);
} catch (cause) {
  process.exitCode = asKopiDockaError(cause).exitCode;
}
process.exit();
