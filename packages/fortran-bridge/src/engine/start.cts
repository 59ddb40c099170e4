// Written for any Node.js, so that one that is too old can say so. The exit status is known to native/engines/engine.c.
const [major, minor] = process.versions.node.split('.').map(Number) as [number, number];
if (major < 20 || (major === 20 && minor < 19)) {
  process.stderr.write(
    'Node.js ' +
      process.versions.node +
      ' at ' +
      process.execPath +
      ' is too old: rankwise needs 20.19 or later. ' +
      'Install a newer one, or set RANKWISE_NODE to its program.\n',
  );
  process.exit(86);
}

// Until the engine serves, nothing else notices that its rank is gone. It has no turn of the event loop after that.
// One that ranks share, which has a further argument, is not there for the rank alone that started it.
const parent = process.ppid;
if (process.argv[3] === undefined) {
  setInterval(() => {
    if (process.ppid !== parent) process.exit(1);
  }, 1000).unref();
}

void import('./main.mjs');
