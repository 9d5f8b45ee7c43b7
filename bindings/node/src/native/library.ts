import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import koffi = require('koffi');

import { abiVersion, prototypes } from './generated';

/** A function of the library. koffi checks every argument against the prototype, so this type may be wide. */
export type NativeFunction = (...values: (number | bigint | Uint8Array | null)[]) => number;

export type NativeLibrary = ReadonlyMap<string, NativeFunction>;

/** A place where the library may be, and how a person would call it. */
interface Place {
  readonly name: string;
  readonly file: string | undefined;
}

const FILE_NAMES: Partial<Record<NodeJS.Platform, string>> = { darwin: 'libkafkacore.dylib', win32: 'kafkacore.dll' };
const FILE_NAME = FILE_NAMES[process.platform] ?? 'libkafkacore.so';

/** From `dist/native` to the root of a checkout. */
const CHECKOUT = path.resolve(__dirname, '../../../..');

/** Finds the shared library, loads it and checks that it speaks this package's ABI. */
export function openLibrary(): NativeLibrary {
  const complaints: string[] = [];
  for (const { name, file } of places()) {
    if (file === undefined || !existsSync(file)) {
      complaints.push(`${name}: ${file === undefined ? 'not installed' : `no file ${file}`}`);
      continue;
    }
    try {
      return bind(file);
    } catch (error) {
      if (error instanceof AbiMismatch) throw error;
      complaints.push(`${name}: ${file}: ${(error as Error).message}`);
    }
  }
  throw new Error(
    `kafkacore: no native library for ${process.platform} ${process.arch}. Tried:\n` +
      complaints.map((complaint) => `  - ${complaint}\n`).join('') +
      'Install the package of this platform (npm install without --omit=optional), build the library in a checkout ' +
      `(cargo build --release), or name the file in KAFKACORE_LIBRARY.`,
  );
}

/** The library was found, but it is another version than this package was made for. */
export class AbiMismatch extends Error {
  constructor(file: string, found: number) {
    super(
      `kafkacore: the library ${file} has ABI version ${found}, but this package needs version ${abiVersion}. ` +
        'Install the same version of both.',
    );
  }
}

/** A library that is named in the environment is the only place: whoever sets it wants no other. */
function places(): Place[] {
  const named = process.env['KAFKACORE_LIBRARY'];
  if (named !== undefined && named !== '') return [{ name: 'KAFKACORE_LIBRARY', file: path.resolve(named) }];
  const checkout = path.join(CHECKOUT, 'target/release', FILE_NAME);
  return [
    ...platformPackages().map((name) => ({ name: `package ${name}`, file: fileOfPackage(name) })),
    { name: 'checkout', file: checkout },
  ];
}

function platformPackages(): string[] {
  const name = `kafkacore-${process.platform}-${process.arch}`;
  // Which libc runs here is npm's question: it installs only the package that fits.
  return process.platform === 'linux' ? [`${name}-gnu`, `${name}-musl`] : [name];
}

function fileOfPackage(name: string): string | undefined {
  try {
    return createRequire(__filename).resolve(`${name}/${FILE_NAME}`);
  } catch {
    return undefined;
  }
}

/** Nothing is registered with koffi by name: test runners evaluate this module many times in one process, and names are global. */
function bind(file: string): NativeLibrary {
  const library = koffi.load(file);
  const version = (library.func('uint32_t kc_abi_version(void)') as () => number)();
  if (version !== abiVersion) throw new AbiMismatch(file, version);
  return new Map(
    prototypes.map((prototype) => [nameOf(prototype), library.func(prototype) as unknown as NativeFunction]),
  );
}

function nameOf(prototype: string): string {
  const name = /(\w+)\s*\(/.exec(prototype)?.[1];
  if (name === undefined) throw new Error(`kafkacore: not a prototype: ${prototype}`);
  return name;
}
