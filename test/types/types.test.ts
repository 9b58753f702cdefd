import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import test from 'node:test';
import { ROOT } from '../support/command';
import { exportedTypes } from './exported-types';

type Library = 'node:dgram' | 'fast-dgram';

/** Node's types, by the packages that have them: the oldest and the newest that are supported. */
const NODE_TYPES = { 'Node 20': '@types/node', 'Node 26': 'types-node-26' } as const;

const STRICT = {
  target: 'es2022',
  lib: ['es2022', 'esnext.disposable'],
  module: 'nodenext',
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  noImplicitOverride: true,
  skipLibCheck: false,
  noEmit: true,
};

/** The import that becomes the library's; a program may want Node's own under 'dgram'. */
const FROM_NODE = "from 'node:dgram'";

/** A folder outside of the repository, where the library and one version of Node's types are installed. */
function project(types: string): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'fast-dgram-types-'));
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  const modules = path.join(folder, 'node_modules');
  const nodeTypes = path.join(ROOT, 'node_modules', types);
  cpSync(nodeTypes, path.join(modules, '@types/node'), { recursive: true });
  const undici = createRequire(path.join(nodeTypes, 'package.json')).resolve(
    'undici-types/package.json',
  );
  cpSync(path.dirname(undici), path.join(modules, 'undici-types'), { recursive: true });
  for (const part of ['package.json', 'dist']) {
    cpSync(path.join(ROOT, part), path.join(modules, 'fast-dgram', part), { recursive: true });
  }
  return folder;
}

/** Compiles files, given by their names and sources; what tsc complains about. */
async function compile(
  folder: string,
  sources: Readonly<Record<string, string>>,
  options: object = {},
): Promise<string> {
  for (const [file, source] of Object.entries(sources)) {
    writeFileSync(path.join(folder, file), source);
  }
  const compilerOptions = { ...STRICT, types: ['node'], ...options };
  writeFileSync(
    path.join(folder, 'tsconfig.json'),
    JSON.stringify({ compilerOptions, files: Object.keys(sources) }),
  );
  const tsc = path.join(ROOT, 'node_modules/typescript/bin/tsc');
  const child = spawn(process.execPath, [tsc, '--project', folder, '--pretty', 'false'], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [output] = await Promise.all([text(child.stdout), once(child, 'close')]);
  return output;
}

/** Compiles a program on a library, as CommonJS and as ES module; what tsc complains about. */
function complaints(folder: string, program: string, library: Library): Promise<string> {
  const original = readFileSync(path.join(ROOT, `test/types/programs/${program}.ts`), 'utf8');
  const source = original.replaceAll(FROM_NODE, `from '${library}'`);
  return compile(folder, { [`${program}.cts`]: source, [`${program}.mts`]: source });
}

/** Uses every exported type as a member of what is imported. */
function programOfAllTypes(): string {
  const names = exportedTypes();
  assert.ok(names.length > 25);
  return [
    "import dgram from 'fast-dgram';",
    "import * as namespace from 'fast-dgram';",
    ...names.flatMap((name) => [
      `export type Default${name} = dgram.${name};`,
      `export type Namespace${name} = namespace.${name};`,
    ]),
  ].join('\n');
}

for (const [node, types] of Object.entries(NODE_TYPES)) {
  const folder = project(types);
  for (const library of ['node:dgram', 'fast-dgram'] as const) {
    test(`a program that uses every overload compiles on ${library} with ${node}'s types`, async () => {
      assert.equal(await complaints(folder, 'every-overload', library), '');
    });

    test(`a wrapper that takes a method's parameters compiles on ${library} with ${node}'s types`, async () => {
      assert.equal(await complaints(folder, 'wrappers', library), '');
    });

    test(`wrong uses of ${library} are errors with ${node}'s types`, async () => {
      assert.equal(await complaints(folder, 'wrong-uses', library), '');
    });
  }

  test(`a socket is one of node:dgram's for ${node}'s types`, async () => {
    assert.equal(await complaints(folder, 'in-place-of-node', 'fast-dgram'), '');
  });

  test(`what node:dgram never had has the types that it says with ${node}'s types`, async () => {
    assert.equal(await complaints(folder, 'beyond-dgram', 'fast-dgram'), '');
  });

  test(`every exported type is the default export's, however it is imported, with ${node}'s types`, async () => {
    const source = programOfAllTypes();
    assert.equal(await compile(folder, { 'all.cts': source, 'all.mts': source }), '');
    const bundler = { module: 'esnext', moduleResolution: 'bundler' };
    assert.equal(await compile(folder, { 'all.ts': source }, bundler), '');
  });

  test(`what is newer than Node 20 compiles with ${node}'s types`, async () => {
    assert.equal(await complaints(folder, 'newest', 'fast-dgram'), '');
  });

  test(`what is newer than Node 20 is as in node:dgram's types of ${node}`, {
    skip: node === 'Node 20' && "Node 20's types do not know it",
  }, async () => {
    assert.equal(await complaints(folder, 'newest', 'node:dgram'), '');
  });
}

test("the declarations compile with Node's types of before NonSharedBuffer", async () => {
  const folder = project('@types/node');
  const buffer = path.join(folder, 'node_modules/@types/node/buffer.d.ts');
  const declarations = readFileSync(buffer, 'utf8');
  const older = declarations.replace(', type NonSharedBuffer }', ' }');
  assert.notEqual(older, declarations);
  writeFileSync(buffer, older);
  // Node's own complain, too.
  const complained = await complaints(folder, 'every-overload', 'fast-dgram');
  assert.match(complained, /NonSharedBuffer/);
  assert.doesNotMatch(complained, /fast-dgram|every-overload/);
});
