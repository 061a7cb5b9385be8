/** Marks our helper containers; its value is the run that made them. */
export const HELPER_LABEL = 'kopi-docka.helper';

/** Begins the name of each helper container; 16 hexadecimal digits follow. */
export const HELPER_PREFIX = 'kopi-docka-keeper-';

const HELPER_NAME = new RegExp(`^${HELPER_PREFIX}[0-9a-f]{16}$`);

/** True for a helper container of kopi-docka; the label alone can be on anybody's container. */
export function isHelper(container: {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
}): boolean {
  return container.labels[HELPER_LABEL] !== undefined && HELPER_NAME.test(container.name);
}
