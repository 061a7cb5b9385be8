declare const __KOPI_DOCKA_VERSION__: string | undefined;

/** The version of this program, put in by the build from package.json; run from source it says so. */
export const VERSION: string = typeof __KOPI_DOCKA_VERSION__ === 'undefined' ? '0.0.0-source' : __KOPI_DOCKA_VERSION__;
