import { cpSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type Result, ROOT, run, succeed, temporaryFolder } from '../support/command';

/** What of the repository's root no package is made from. */
const NOT_STAGED = new Set(['.git', 'build', 'node_modules', 'out', 'prebuilds']);

/** What the package's prebuilt engine is. */
export enum Engine {
  /** The one that was compiled here. */
  Fits,
  /** A file that no Node loads: as for another C library or processor. */
  DoesNotFit,
}

/**
 * Packs the project as it is built now, and returns the tarball's path.
 *
 * It does so in a copy: `prepack` would build again under the feet of other tests.
 */
export async function pack(engine: Engine): Promise<string> {
  const folder = temporaryFolder();
  const stage = path.join(folder, 'stage');
  mkdirSync(stage);
  for (const entry of readdirSync(ROOT)) {
    if (NOT_STAGED.has(entry)) continue;
    cpSync(path.join(ROOT, entry), path.join(stage, entry), { recursive: true });
  }
  cpSync(path.join(ROOT, 'build/Release'), path.join(stage, 'build/Release'), {
    recursive: true,
    filter: (file) => !/obj\.target|\.deps/.test(file),
  });
  await succeed(stage, [process.execPath, 'scripts/prebuild.js']);
  if (engine === Engine.DoesNotFit) {
    const prebuilds = path.join(stage, 'prebuilds', `${process.platform}-${process.arch}`);
    for (const file of readdirSync(prebuilds)) writeFileSync(path.join(prebuilds, file), '');
  }
  return npmPack(stage, folder);
}

async function npmPack(source: string, destination: string): Promise<string> {
  const { stdout } = await succeed(source, [
    ...(['npm', 'pack', '--ignore-scripts', '--silent', '--pack-destination'] as const),
    destination,
  ]);
  return path.join(destination, stdout.trim());
}

/** Installs the tarball in an empty folder, without the network. */
export async function install(
  tarball: string,
  env: NodeJS.ProcessEnv = {},
): Promise<{ folder: string; result: Result }> {
  const folder = temporaryFolder();
  writeFileSync(path.join(folder, 'package.json'), JSON.stringify({ private: true }));
  const command = ['npm', 'install', '--offline', '--no-audit', tarball] as const;
  return { folder, result: await run(folder, command, env) };
}
