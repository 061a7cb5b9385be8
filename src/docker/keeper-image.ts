/** The image of our helper containers, as `docker images` shows it. */
export const KEEPER_IMAGE = 'kopi-docka-keeper:1';

/** Path of the only file in it: a program that waits for ever. */
export const KEEPER_PROGRAM = '/pause';

/**
 * The file system of the helper image, as a tar archive, for an engine on `architecture`.
 *
 * Shape   the name that uname(2) gives, as the engine's `Architecture` → the archive; null for a processor we have no program for
 * Source  The program for aarch64 was run under QEMU's user emulation only, never on such a machine.
 */
export function keeperArchive(architecture: string): Buffer | null {
  const program = PROGRAMS[architecture];
  return program === undefined ? null : tarOf(KEEPER_PROGRAM.slice(1), elf(program.machine, program.code));
}

/** Machine code of `for (;;) pause();`, without a library, keyed by architecture. */
const PROGRAMS: Readonly<Record<string, { readonly machine: number; readonly code: readonly number[] }>> = {
  // push 34 (pause); pop rax; syscall; jmp start
  x86_64: { machine: 62, code: [0x6a, 0x22, 0x58, 0x0f, 0x05, 0xeb, 0xf9] },
  // ppoll(NULL, 0, NULL, NULL, 0): mov x0..x4, #0; mov x8, #73; svc #0; b start
  aarch64: {
    machine: 183,
    code: [0xd2800000, 0xd2800001, 0xd2800002, 0xd2800003, 0xd2800004, 0xd2800928, 0xd4000001, 0x17fffff9].flatMap(
      littleEndian,
    ),
  },
};

function littleEndian(word: number): number[] {
  return [word & 0xff, (word >>> 8) & 0xff, (word >>> 16) & 0xff, word >>> 24];
}

const ELF_HEADER = 64;
const PROGRAM_HEADER = 56;
const LOAD_ADDRESS = 0x40_0000n;

/** A static 64-bit executable that is loaded whole and starts with the first byte of `code`. Source: elf(5). */
function elf(machine: number, code: readonly number[]): Buffer {
  const start = ELF_HEADER + PROGRAM_HEADER;
  const file = Buffer.alloc(start + code.length);
  file.write('\x7fELF\x02\x01\x01', 0, 'latin1');
  file.writeUInt16LE(2, 16); // executable
  file.writeUInt16LE(machine, 18);
  file.writeUInt32LE(1, 20);
  file.writeBigUInt64LE(LOAD_ADDRESS + BigInt(start), 24); // entry point
  file.writeBigUInt64LE(BigInt(ELF_HEADER), 32); // program headers
  file.writeUInt16LE(ELF_HEADER, 52);
  file.writeUInt16LE(PROGRAM_HEADER, 54);
  file.writeUInt16LE(1, 56); // one of them
  file.writeUInt32LE(1, 64); // load
  file.writeUInt32LE(5, 68); // readable, executable
  file.writeBigUInt64LE(LOAD_ADDRESS, 80);
  file.writeBigUInt64LE(LOAD_ADDRESS, 88);
  file.writeBigUInt64LE(BigInt(file.length), 96);
  file.writeBigUInt64LE(BigInt(file.length), 104);
  file.writeBigUInt64LE(0x1000n, 112);
  Buffer.from(code).copy(file, start);
  return file;
}

const BLOCK = 512;

/** An archive of one executable file and the two empty blocks that end it. Source: ustar, POSIX.1-1988. */
function tarOf(name: string, content: Buffer): Buffer {
  const archive = Buffer.alloc(BLOCK + Math.ceil(content.length / BLOCK) * BLOCK + 2 * BLOCK);
  const octal = (value: number, length: number): string => `${value.toString(8).padStart(length - 1, '0')}\0`;
  archive.write(name, 0, 'latin1');
  archive.write(octal(0o755, 8), 100);
  archive.write(octal(0, 8), 108);
  archive.write(octal(0, 8), 116);
  archive.write(octal(content.length, 12), 124);
  archive.write(octal(0, 12), 136);
  archive.write(' '.repeat(8), 148);
  archive.write('0', 156);
  archive.write('ustar\x0000', 257);
  const sum = archive.subarray(0, BLOCK).reduce((total, byte) => total + byte, 0);
  archive.write(`${octal(sum, 7)} `, 148);
  content.copy(archive, BLOCK);
  return archive;
}
