import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { isRoot, sharedFolder } from '#kernel/runtime/postgres-binaries.ts';
import { SettingsError } from '#kernel/runtime/settings.ts';

export const VERSION = '8.19.21';
const OLDEST_JAVA = 17;

/** The server with hardly any modules, which Elastic publishes for the tests of plugins. */
const SERVER = `org.elasticsearch.distribution.integ-test-zip:elasticsearch:${VERSION}:zip`;
const UNPACK = 'org.apache.maven.plugins:maven-dependency-plugin:3.8.1:unpack';
const PLUGIN = join(import.meta.dirname, 'plugin', 'SearchAnalysis.java');

const run = promisify(execFile);

export interface Distribution {
  readonly home: string;
  readonly javaHome: string;
}

/**
 * Elasticsearch with our plugin, kept for the next start: it is fetched and compiled once per version of both.
 * @throws {SettingsError} if this machine has no Maven, or no JDK that is new enough
 */
export async function distribution(say: (line: string) => void): Promise<Distribution> {
  const javaHome = await findJdk();
  const plugin = createHash('sha256')
    .update(await readFile(PLUGIN))
    .digest('hex')
    .slice(0, 12);
  const home = join(await cacheFolder(), `elasticsearch-${VERSION}-${plugin}`);
  if (!existsSync(home)) {
    say(`Fetching Elasticsearch ${VERSION} from Maven Central, once.`);
    await assemble(home, javaHome);
  }
  return { home, javaHome };
}

/** Root has another user run the server, who may be shut out of the project. */
async function cacheFolder(): Promise<string> {
  if (isRoot()) return sharedFolder();
  const folder = join(import.meta.dirname, '../../../.cache');
  await mkdir(folder, { recursive: true });
  return folder;
}

/** Made aside and renamed, so that two that start at once never see half of it. */
async function assemble(home: string, javaHome: string): Promise<void> {
  const draft = `${home}.${process.pid}`;
  try {
    await fetchServer(draft);
    const server = join(draft, `elasticsearch-${VERSION}`);
    await buildPlugin(server, join(draft, 'classes'), javaHome);
    await rename(server, home).catch((error: unknown) => {
      if (!existsSync(home)) throw error;
    });
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}

async function fetchServer(folder: string): Promise<void> {
  const args = ['--batch-mode', '--quiet', '--strict-checksums', UNPACK];
  await mkdir(folder);
  const artifact = [`-Dartifact=${SERVER}`, `-DoutputDirectory=${folder}`];
  // Maven leaves a note of what it has unpacked in the folder where it runs.
  await run('mvn', [...args, ...artifact], { cwd: folder }).catch(
    (error: NodeJS.ErrnoException & { stdout?: string }) => {
      if (error.code === 'ENOENT') throw missing('there is no mvn');
      throw new SettingsError(`Maven could not fetch Elasticsearch:\n${error.stdout ?? ''}`);
    },
  );
}

async function buildPlugin(server: string, classes: string, javaHome: string): Promise<void> {
  const folder = join(server, 'plugins', 'search-analysis');
  await mkdir(folder, { recursive: true });
  const program = (name: string) => join(javaHome, 'bin', name);
  const jars = join(server, 'lib', '*');
  const target = ['--release', String(OLDEST_JAVA), '-nowarn', '-proc:none'];
  await run(program('javac'), [...target, '-cp', jars, '-d', classes, PLUGIN]);
  await run(program('jar'), ['--create', '--file', join(folder, 'plugin.jar'), '-C', classes, '.']);
  await writeFile(
    join(folder, 'plugin-descriptor.properties'),
    `name=search-analysis
description=What an index of products needs of analysis-common
version=1
classname=comptoir.SearchAnalysis
java.version=${OLDEST_JAVA}
elasticsearch.version=${VERSION}
`,
  );
}

async function findJdk(): Promise<string> {
  const { stderr } = await run('java', ['-XshowSettings:properties', '-version']).catch(() => {
    throw missing('there is no java');
  });
  const property = (name: string) => new RegExp(`^ *${name} = (.*)$`, 'm').exec(stderr)?.[1] ?? '';
  const home = property('java\\.home');
  const version = property('java\\.specification\\.version');
  if (Number(version) < OLDEST_JAVA) throw missing(`java is of version ${version}`);
  const programs = await readdir(join(home, 'bin')).catch((): string[] => []);
  if (!programs.includes('javac')) throw missing(`the Java in ${home} has no javac`);
  return home;
}

const missing = (what: string) =>
  new SettingsError(
    `Elasticsearch needs a JDK of version ${OLDEST_JAVA} or newer and Maven (mvn), and ${what}. ` +
      'On Debian: apt-get install default-jdk-headless maven.',
  );
