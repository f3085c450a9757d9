// Writes docs/address.md from what the other steps of `cargo xtask bench --address` measured.
import { readFileSync, writeFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';

const site = process.argv[2];
const read = (name) => JSON.parse(readFileSync(`${site}/${name}.json`, 'utf8'));
const [native, wasm, peers] = ['native', 'wasm', 'peers'].map(read);
const number = (n) => Math.round(n).toLocaleString('en');
const all = [{ name: '**troly**', verdicts: native.verdicts, perSecond: native.perSecond }, ...peers];
const kinds = ['right', 'asked', 'nothing', 'guessed', 'wrong'];

function table(group) {
  const row = ({ name, verdicts, perSecond }) => {
    const count = verdicts[group];
    const total = kinds.reduce((sum, kind) => sum + (count[kind] ?? 0), 0);
    const cells = kinds.map((kind) => `${count[kind] ?? 0} (${(100 * (count[kind] ?? 0) / total).toFixed(1)} %)`);
    return `| ${name} | ${cells.join(' | ')} | ${number(perSecond)} |`;
  };
  return ['| | right | asked | nothing | guessed | wrong | a second |', '| --- | ---: | ---: | ---: | ---: | ---: | ---: |', ...all.map(row)].join('\n');
}

writeFileSync('docs/address.md', `# Addresses: how well and how fast

Written by \`cargo xtask bench --address\`; do not edit. On ${cpus()[0].model}, one core, load ${loadavg()[0].toFixed(1)} of ${cpus().length} cores while measuring.

An answer is *right* if its status and its communes are those of the table; *asked* if nothing wrong is said but the citizen has to choose
where the address left no doubt; *nothing* if a commune was stated and none is given; *guessed* if one of several communes that the law
leaves open is given as if it were certain; *wrong* if another commune is given. What a converter gives where nothing can be told
(a province alone, another country, parts that contradict one another) is wrong too.

The others: [vietnamadminunits](https://pypi.org/project/vietnamadminunits/) (its geocoder, a foreign server, gets no network here; an
address that its conversion does not know is tried as one of today), [vietnam-address-converter](https://pypi.org/project/vietnam-address-converter/)
and [vn-address-converter](https://pypi.org/project/vn-address-converter/), all Python; their communes are compared by code, or by full name
where they have codes of their own.

## ${number(kinds.reduce((sum, kind) => sum + (native.verdicts.table[kind] ?? 0), 0))} labelled cases (\`tests/fixtures/cases/address_cases.csv\`)

${table('table')}

## ${number(kinds.reduce((sum, kind) => sum + (native.verdicts.own[kind] ?? 0), 0))} own cases (\`tests/fixtures/address/written.csv\` and five generators)

${table('own')}

The generators make what forms, scanners, phones and people since July 2025 make of an address: labels, line ends, letters for digits, one slip of
the pen, old and new side by side. A slip that leaves two names equally near is never decided.

## Speed and size

| | natively | in wasm (Node ${wasm.node.slice(1)}) |
| --- | ---: | ---: |
| conversions a second, the cases above | ${number(native.perSecond)} | ${number(wasm.perSecond)} |
| conversions a second, every old unit in three ways | ${number(native.unitsPerSecond)} | |
| slowest conversion, slips of the pen included | ${number(native.slowestMicroseconds)} µs | ${number(wasm.slowestMicroseconds)} µs |
| units ready for use, from the bytes | ${native.readyMilliseconds.toFixed(1)} ms | ${wasm.readyMilliseconds.toFixed(1)} ms (the first time ${wasm.firstMilliseconds.toFixed(1)} ms) |

Each conversion is timed several times and the best counts: other programs run on the machine. The wasm is compiled for size, as it is released.
The units file has ${number(wasm.bytes)} bytes, ${number(wasm.brotli)} after Brotli.
`);
