// An engine that says what it is told about its rank.
const names = ['RANKWISE_RANK', 'RANKWISE_SIZE', 'RANKWISE_LOCAL_RANK', 'RANKWISE_LOCAL_SIZE', 'KEPT'];
process.stderr.write(names.map((name) => process.env[name] ?? 'none').join(' '));
process.exit(3);
