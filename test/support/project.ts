import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type Outcome, PACKAGE, runFile } from './program';

/** What its users' programs look like: a folder with files and this package in node_modules. */
export class Project {
  private constructor(readonly folder: string) {}

  /** @param files by their path in the project */
  static async create(files: Readonly<Record<string, string>>): Promise<Project> {
    const project = new Project(await mkdtemp(path.join(tmpdir(), 'fast-dgram-')));
    await mkdir(path.join(project.folder, 'node_modules'));
    await symlink(PACKAGE, path.join(project.folder, 'node_modules/fast-dgram'));
    for (const [name, text] of Object.entries(files)) {
      const file = path.join(project.folder, name);
      await mkdir(path.dirname(file), { recursive: true });
      await writeFile(file, text);
    }
    return project;
  }

  /** Puts a copy of this package without its engine in the place of the package. */
  async removeEngine(): Promise<void> {
    const modules = path.join(this.folder, 'node_modules');
    const copy = path.join(modules, 'fast-dgram');
    await rm(copy);
    await cp(path.join(PACKAGE, 'dist'), path.join(copy, 'dist'), { recursive: true });
    await cp(path.join(PACKAGE, 'package.json'), path.join(copy, 'package.json'));
  }

  run(file: string, ...flags: readonly string[]): Promise<Outcome> {
    return runFile({ flags, cwd: this.folder }, path.join(this.folder, file));
  }

  remove(): Promise<void> {
    return rm(this.folder, { recursive: true });
  }
}
