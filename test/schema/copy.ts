import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../..', import.meta.url))
const services = ['memory', 'nexus', 'world']

/** A copy of the schema room, its generator and what that wrote, to be broken in tests. */
export class Copy implements Disposable {
  readonly path = mkdtempSync(join(tmpdir(), 'worlds-schema-'))

  constructor() {
    const files = ['supergraph', 'api', ...services].map(name => `schema/${name}.graphql`)
    const programs = ['codegen.ts', 'package.json', 'schema/package.json'].concat(
      ['compose', 'changes', 'guards'].map(name => `schema/${name}.ts`),
    )
    for (const file of [...files, ...programs, ...services.map(name => `services/${name}/schema.gen.ts`)]) {
      mkdirSync(dirname(join(this.path, file)), { recursive: true })
      cpSync(join(root, file), join(this.path, file))
    }
    for (const room of ['', 'schema/'])
      symlinkSync(join(root, room, 'node_modules'), join(this.path, room, 'node_modules'))
  }

  read(file: string): string {
    return readFileSync(join(this.path, file), 'utf8')
  }

  write(file: string, text: string): void {
    writeFileSync(join(this.path, file), text)
  }

  edit(file: string, from: string, to: string): void {
    if (!this.read(file).includes(from)) throw new Error(`${file} does not hold ${from}`)
    this.write(file, this.read(file).replace(from, to))
  }

  run(command: string, ...args: string[]): { status: number | null; output: string } {
    const { status, stdout, stderr } = spawnSync(command, args, { cwd: this.path, encoding: 'utf8' })
    return { status, output: stdout + stderr }
  }

  compose(...args: string[]) {
    return this.run(process.execPath, 'schema/compose.ts', ...args)
  }

  codegen(...args: string[]) {
    return this.run(join(root, 'node_modules/.bin/graphql-codegen'), '--config', 'codegen.ts', '--silent', ...args)
  }

  /** Commits everything but the links to what is installed. */
  commit(): void {
    const author = ['-c', 'user.name=Test', '-c', 'user.email=test@example.invalid']
    this.write('.gitignore', 'node_modules\n')
    this.run('git', 'init', '--quiet', '.')
    this.run('git', 'add', '.')
    const { status, output } = this.run('git', ...author, 'commit', '--quiet', '--message', 'copy')
    if (status !== 0) throw new Error(output)
  }

  [Symbol.dispose](): void {
    rmSync(this.path, { recursive: true, force: true })
  }
}
