import { printable } from '../../host/text.ts';
import type { Look } from './look.ts';
import type { Notices } from './notices.ts';
import { paragraph } from './paragraph.ts';

/** The paragraph that follows a first backup with nothing configured: what was made, what it does not protect from, what to do. */
export function createdText(created: Notices['created'], look: Look): string | null {
  if (created === null) return null;
  const { target, passwordFile } = created;
  return paragraph(
    `A new encrypted repository was made at ${printable(target)}. It lies on this host's own disk: it does not outlive that disk. ` +
      `Its password is in ${printable(passwordFile)}; copy that file to a safe place elsewhere now, for without it nobody can read the backups. ` +
      'For a copy off this host, set repository.url in the configuration file (kopi-docka config path says where it is), then run kopi-docka repository create.',
    look,
  );
}
