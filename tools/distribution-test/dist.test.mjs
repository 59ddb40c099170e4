import { Buffer } from 'node:buffer';
import { execFileSync, spawnSync } from 'node:child_process';
import {
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { workspaceFile } from '../setup/workspaceFile.mjs';
import { MovedPrefix } from './MovedPrefix.mjs';

/** @type {MovedPrefix} */
let prefix;
let root = '';
let model = '';
const doubled = /^\.?0?\.0 2\.0 4\.0 6\.0 8\.0 ?$/m;
const ran = /^all 2 ranks ran simplenet\.onnx: each on cpu, through its engine/m;
const agree = /^all 2 ranks agree: each on cpu, through its engine/m;

beforeAll(() => {
  prefix = new MovedPrefix();
  root = prefix.root;
  model = join(root, 'share/rankwise/examples/01-simplenet/simplenet.onnx');
  prefix.give(workspaceFile('packages/fortran-bridge/test/install/project'), 'project');
  mkdirSync(join(prefix.work, 'no-node'));
  for (const name of ['sh', 'readlink', 'dirname']) {
    symlinkSync(`/usr/bin/${name}`, join(prefix.work, 'no-node', name));
  }
});

afterAll(() => {
  prefix[Symbol.dispose]();
});

const files = () =>
  readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => join(entry.parentPath, entry.name));

const pkgConfig = () => ({ PKG_CONFIG_PATH: join(root, 'lib/pkgconfig') });

describe('the folder', () => {
  test('is small: 300 files and 60 MB at most', () => {
    expect(files().length).toBeLessThanOrEqual(300);
    const bytes = files().reduce((sum, file) => sum + lstatSync(file).size, 0);
    expect(bytes).toBeLessThanOrEqual(60e6);
  });

  test('knows nothing of where it was made', () => {
    const places = [workspaceFile('.'), prefix.made].map((place) => Buffer.from(place.replace(/\/$/, '')));
    const telling = files().filter((file) => {
      // gfortran writes into what it compiles where the source lay, for its messages at run time.
      if (!lstatSync(file).isFile() || /librankwise_\w+\.a$/.test(file)) return false;
      const bytes = readFileSync(file);
      return places.some((place) => bytes.includes(place));
    });
    expect(telling).toEqual([]);
  });

  test('may be read by everyone, whatever the umask of who made it', () => {
    const shut = files().filter((file) => (statSync(file).mode & 0o444) !== 0o444);
    expect(shut).toEqual([]);
  });

  test('has the licences of what it holds', () => {
    const licences = join(root, 'share/doc/rankwise/licences');
    const packages = readFileSync(join(licences, 'packages.txt'), 'utf8');
    for (const name of ['koffi', 'commander', 'execa', 'yauzl']) {
      expect(packages).toMatch(new RegExp(`^(@koromix/)?${name}\\S* \\d+\\.\\d+\\.\\d+ \\(MIT\\)$`, 'm'));
    }
    expect(readFileSync(join(licences, 'onnxruntime.txt'), 'utf8')).toContain('Microsoft');
    expect(readFileSync(join(root, 'share/doc/rankwise/LICENSE'), 'utf8')).toContain('MIT');
  });

  test('is really used without the checkout, read-only and by another user', () => {
    const ask = `ls ${workspaceFile('package.json')}; touch ${root}/x; echo "HOME=$HOME"`;
    const { stdout, stderr } = prefix.run(ask);
    expect(stdout).toBe('HOME=\n');
    expect(stderr).toMatch(/No such file.*\n.*(Read-only|Permission denied)/s);
  });
});

describe('a program', () => {
  test('in Fortran, C and C++, with CMake', () => {
    const options = `-DCMAKE_PREFIX_PATH=${root} -DCMAKE_BUILD_TYPE=Release`;
    prefix.succeed(`cmake -B with-cmake -S project ${options} && cmake --build with-cmake`);
    for (const name of ['from-fortran', 'from-c', 'from-cxx']) {
      expect(prefix.succeed(`with-cmake/${name} ${model}`)).toMatch(doubled);
    }
  });

  test('that contains the library, with CMake', () => {
    const folder = prefix.give(
      workspaceFile('packages/fortran-bridge/test/install/project/main.c'),
      'static/main.c',
    );
    writeFileSync(
      join(folder, '../CMakeLists.txt'),
      'cmake_minimum_required(VERSION 3.25)\nproject(static LANGUAGES C)\nfind_package(rankwise REQUIRED)\n' +
        'add_executable(whole main.c)\ntarget_link_libraries(whole PRIVATE rankwise::static)\n',
    );
    prefix.succeed(`cmake -B with-static -S static -DCMAKE_PREFIX_PATH=${root} && cmake --build with-static`);
    expect(prefix.succeed(`with-static/whole ${model}`)).toMatch(doubled);
    expect(prefix.succeed('ldd with-static/whole')).not.toContain('rankwise');
  });

  test('in Fortran and C, with make and pkg-config', () => {
    const makefile = `
flags := $(shell pkg-config --cflags rankwise-fortran)
libs := $(shell pkg-config --libs rankwise-fortran)
sources := $(shell pkg-config --variable=fortran_sources rankwise)
all: prebuilt sources c whole
prebuilt: main.f90
	$(FC) $(flags) -o $@ $< $(libs)
sources: main.f90 shim.o
	$(FC) -o $@ $(sources) $^ $(shell pkg-config --libs rankwise)
shim.o: $(shell pkg-config --variable=shim_source rankwise)
	$(CC) $(shell pkg-config --cflags rankwise) -c -o $@ $<
c: main.c
	$(CC) $(shell pkg-config --cflags rankwise) -o $@ $< $(shell pkg-config --libs rankwise)
whole: main.c
	$(CC) $(shell pkg-config --cflags rankwise-static) -o $@ $< $(shell pkg-config --libs rankwise-static)
`;
    const project = prefix.give(workspaceFile('packages/fortran-bridge/test/install/project'), 'with-make');
    writeFileSync(join(project, 'Makefile'), makefile);
    prefix.succeed('make -C with-make FC=gfortran', pkgConfig());
    for (const name of ['prebuilt', 'sources', 'c', 'whole']) {
      expect(prefix.succeed(`with-make/${name} ${model}`)).toMatch(doubled);
    }
    expect(prefix.succeed('ldd with-make/whole')).not.toContain('rankwise');
  });

  test('in Fortran, with fpm', () => {
    const python = ['/usr/bin/python3', 'python3'].find(
      (one) => spawnSync(one, ['-c', 'import ensurepip']).status === 0,
    );
    const tools = join(prefix.work, 'fpm');
    execFileSync(python ?? 'python3', ['-m', 'venv', tools]);
    execFileSync(join(tools, 'bin/pip'), ['install', '--disable-pip-version-check', '-q', 'fpm==0.12.0']);
    const project = join(prefix.work, 'with-fpm');
    mkdirSync(project, { mode: 0o777 });
    mkdirSync(join(project, 'app'));
    const sources = '../../elsewhere/rankwise/share/rankwise/fortran';
    writeFileSync(
      join(project, 'fpm.toml'),
      `name = "climate"\n[dependencies]\nrankwise = { path = "${sources}" }\n`,
    );
    execFileSync('cp', [
      workspaceFile('packages/fortran-bridge/test/install/project/main.f90'),
      join(project, 'app'),
    ]);
    execFileSync('chmod', ['-R', 'a+rwX', project]);
    const line = `cd with-fpm && FPM_LDFLAGS="$(pkg-config --libs rankwise)" ../fpm/bin/fpm run -- ${model}`;
    expect(prefix.succeed(line, pkgConfig())).toMatch(doubled);
  });

  test('in Fortran, with the compiler that knows rankwise', () => {
    const fc = `${root}/bin/rankwise fc`;
    prefix.succeed(`${fc} -O2 project/main.f90 -o by-fc`);
    expect(prefix.succeed(`./by-fc ${model}`)).toMatch(doubled);
    // The modules of the folder, not some of the user's own.
    expect(prefix.succeed(`${fc} --show project/main.f90`)).toContain(
      ` -I${root}/lib/rankwise/fortran/gfortran-`,
    );
  });

  test('in Python', () => {
    const code = `import numpy, rankwise; print(rankwise.load('${model}')(numpy.arange(5, dtype=numpy.float32)))`;
    const env = { PYTHONPATH: join(root, 'lib/rankwise/python'), PATH: '/usr/bin:/bin' };
    expect(prefix.succeed(`python3 -c "${code}"`, env)).toBe('[[0. 2. 4. 6. 8.]]\n');
  });
});

describe.each([
  ['Open MPI', 'openmpi'],
  ['MPICH', 'mpich'],
])('with %s', (_, suffix) => {
  /** @type {string} */
  let path;
  beforeAll(() => {
    const bin = join(prefix.work, `bin-${suffix}`);
    mkdirSync(bin);
    for (const name of ['mpiexec', 'mpicc', 'mpif90', 'mpifort', 'mpicxx']) {
      const program = `/usr/bin/${name}.${suffix}`;
      if (statSync(program, { throwIfNoEntry: false }) === undefined) continue;
      // Not links: MPICH's mpiexec looks for its parts beside the name that it was started by.
      writeFileSync(join(bin, name), `#!/bin/sh\nexec ${program} "$@"\n`, { mode: 0o755 });
    }
    path = `${bin}:/usr/bin:/bin`;
  });

  test('rankwise run starts the example', () => {
    expect(prefix.succeed(`${root}/bin/rankwise run`, { PATH: path, TMPDIR: prefix.work })).toMatch(agree);
    const env = { PATH: path, XDG_CACHE_HOME: join(prefix.work, `cache-${suffix}`) };
    expect(prefix.succeed(`${root}/bin/rankwise run --lang c --model ${model}`, env)).toMatch(ran);
  });

  test('ranks in TypeScript call this MPI', () => {
    const library = join(prefix.work, `librankwise_mpi_${suffix}.so`);
    prefix.succeed(`mpicc -shared -fPIC ${root}/share/rankwise/mpi/shim.c -o ${library}`, { PATH: path });
    const env = { PATH: path, TMPDIR: prefix.work, RANKWISE_MPI_LIBRARY: library };
    expect(prefix.succeed(`${root}/bin/rankwise run --lang ts`, env)).toMatch(
      /^all 2 ranks agree: each on cpu, through core/m,
    );
  });

  test('a program has a model on a communicator', () => {
    const example = join(root, 'share/rankwise/examples/08-mpi');
    const build = `with-${suffix}`;
    prefix.succeed(
      `cmake -B ${build} -S ${example} -DCMAKE_PREFIX_PATH=${root} && cmake --build ${build} && ` +
        `cd ${example} && mpiexec -n 4 ${prefix.work}/${build}/mpi-f90 atmosphere.onnx ocean.onnx`,
      { PATH: path },
    );
  });
});

describe('the command line', () => {
  test.each([
    ['run --launcher local', agree],
    ['run --launcher local --lang ts', /all 2 ranks agree: each on cpu, through core/],
    ['devices', /^cpu /m],
    ['--version', /^\d+\.\d+\.\d+\n$/],
  ])('rankwise %s', (command, expected) => {
    expect(prefix.succeed(`${root}/bin/rankwise ${command}`, { TMPDIR: prefix.work })).toMatch(expected);
  });

  test('evaluates a model, and is found through a link', () => {
    const input = '{"input":{"type":"float32","dims":[1,5],"data":[0,1,2,3,4]}}';
    const line = `ln -s ${root}/bin/rankwise linked && echo '${input}' | ./linked eval ${model} --input -`;
    expect(JSON.parse(prefix.succeed(line)).output.data).toEqual([0, 2, 4, 6, 8]);
  });

  test('says what to do where there is no Node.js', () => {
    const { status, stderr } = prefix.run(`${root}/bin/rankwise run`, { PATH: join(prefix.work, 'no-node') });
    expect(status).toBe(1);
    expect(stderr).toMatch(/^rankwise: Node\.js 'node' is not there\. Install .* RANKWISE_NODE/);
  });
});

describe('the environment', () => {
  const variables = () => ({
    PATH: `${root}/bin:/usr/bin:/bin`,
    LD_LIBRARY_PATH: `${root}/lib`,
    CMAKE_PREFIX_PATH: root,
    PKG_CONFIG_PATH: `${root}/lib/pkgconfig`,
    PYTHONPATH: `${root}/lib/rankwise/python`,
  });

  test.each(['bash', 'dash'])('of %s is set once', (shell) => {
    const source = `. ${root}/rankwise-env.sh`;
    const line = `cd ${root} && ${shell} -c '${source}; . ./rankwise-env.sh; env' && ${shell} -c '${source}; rankwise --version'`;
    const said = prefix.succeed(line, { PATH: '/usr/bin:/bin' });
    for (const [name, value] of Object.entries(variables()))
      expect(said.split('\n')).toContain(`${name}=${value}`);
  });

  test('is the same from a module file of Environment Modules and one of Lmod', () => {
    const version = prefix.succeed(`${root}/bin/rankwise --version`).trim();
    const file = join(root, 'share/modulefiles/rankwise', version);
    const tcl = `proc module-whatis x {}; proc conflict x {}; proc prepend-path {n v} {puts "$n=$v"}
      set ModulesCurrentModulefile ${file}; source ${file}`;
    const lua = `whatis = function() end; conflict = whatis; myFileName = function() return "${file}.lua" end
      prepend_path = function(n, v) print(n .. "=" .. v) end; dofile("${file}.lua")`;
    writeFileSync(join(prefix.work, 'module.tcl'), tcl);
    writeFileSync(join(prefix.work, 'module.lua'), lua);
    const expected = Object.entries({ ...variables(), PATH: `${root}/bin` }).map(
      ([name, value]) => `${name}=${value}\n`,
    );
    for (const line of ['tclsh module.tcl', 'lua5.3 module.lua']) {
      const { status, stdout, stderr } = prefix.run(line);
      if (status === 127) throw new Error('this test needs tclsh and lua5.3: apt-get install tcl lua5.3');
      expect(stdout + stderr).toBe(expected.join(''));
    }
  });
});

test('an engine opens at most 8 files of the folder', () => {
  prefix.succeed(
    'cc $(pkg-config --cflags rankwise) project/main.c $(pkg-config --libs rankwise) -o start',
    pkgConfig(),
  );
  prefix.succeed(`strace -f -s 4096 -e trace=execve,open,openat -o start.trace ./start ${model}`);
  const lines = readFileSync(join(prefix.work, 'start.trace'), 'utf8').split('\n');
  const engine = lines.findIndex((line) => /execve\(.*start\.cjs.*= 0$/.test(line));
  expect(engine).toBeGreaterThan(0);
  // Attempts count as well: on a shared file system they take as long.
  const opened = lines
    .slice(engine)
    .filter((line) => / open(at)?\(/.test(line) && line.includes(`"${root}/lib/`));
  expect(opened.length).toBeGreaterThan(2);
  expect(opened.length, opened.join('\n')).toBeLessThanOrEqual(8);
});

test('the folder may be made again in its place, with Node.js', () => {
  const again = join(prefix.work, 'again');
  const make = [workspaceFile('tools/dist.mjs'), '--prefix', again];
  const listing = (/** @type {string} */ folder) => readdirSync(folder, { recursive: true }).sort();
  execFileSync(process.execPath, [...make, '--with-node'], { stdio: 'pipe' });
  const own = ['lib/rankwise/node', 'share/doc/rankwise/licences/node.txt'];
  expect(listing(again)).toEqual([...listing(root), ...own].sort());
  prefix.succeed(
    `cc $(pkg-config --cflags rankwise) project/main.c $(pkg-config --libs rankwise) -o own-node`,
    {
      PKG_CONFIG_PATH: join(again, 'lib/pkgconfig'),
    },
  );
  const env = { PATH: join(prefix.work, 'no-node') };
  expect(prefix.succeed(`./own-node ${model}`, env)).toMatch(doubled);
  expect(prefix.succeed(`${again}/bin/rankwise --version`, env)).toMatch(/^\d/);
  execFileSync(process.execPath, make, { stdio: 'pipe' });
  expect(listing(again)).toEqual(listing(root));
});

test('as a package for npm it is installed with the usual settings into an empty folder, and runs', () => {
  const folder = join(prefix.work, 'with-npm');
  mkdirSync(folder);
  execFileSync(process.execPath, [workspaceFile('tools/dist.mjs'), '--npm', folder], { stdio: 'pipe' });
  const packed = readdirSync(folder);
  expect(packed).toEqual([expect.stringMatching(/^rankwise-\d.*\.tgz$/)]);
  execFileSync('chmod', ['-R', 'a+rwX', folder]);
  // An address where no registry is: nothing but the package may be asked for. The home is the user's, for npm's cache.
  const env = { HOME: folder, npm_config_registry: 'http://127.0.0.1:9' };
  prefix.succeed(`cd with-npm && npm install --no-audit ./${packed[0]}`, env);
  expect(prefix.succeed('cd with-npm && npx rankwise run', env)).toMatch(agree);
  const own = 'node_modules/.bin/rankwise';
  const line = `cd with-npm && ${own} cc ../project/main.c -o by-npm && ./by-npm ${model}`;
  expect(prefix.succeed(line, env)).toMatch(doubled);
});
