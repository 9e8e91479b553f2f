// Where every contract of the local network lives, and which source stands in for it there.
//
// Source of the addresses: spec 1.2, 4.3, 4.5, 7.4. Refuses nothing; it is a table.
// `source` is a Solidity file below src/, `contract` the name in it, `args` constructor words.

const word = (address) => address.slice(2).toLowerCase().padStart(64, "0");

export const ENTRY_POINT = "0x0000000071727De22E5E9d8BAf0edAc6f37da032";
export const SENDER_CREATOR = "0xEFC2c1444eBCC4Db75e7613d20C6a62fF67A167C";
export const KERNEL = "0xBAC849bB641841b44E965fB01A4Bf5F074f84b4D";
export const FACTORY = "0xaac5D4240AF87249B3f71BC8E4A2cae074A3E419";

export const PLACES = [
  place("DeterministicDeployer", "network/DeterministicDeployer", "0x4e59b44847b379578588920cA78FbF26c0B4956C"),
  place("Multicall", "network/Multicall", "0xcA11bde05977b3631167028862bE2a173976CA11"),
  place("DemoToken", "demo/DemoToken", "0x48F305A70515dAC627a0B29eb24787814FF52eA4"),
  place("Counter", "demo/Counter", "0x44C0ec84261239c0330a4092c0e97C00286E44D1"),
  place("Notes", "demo/Notes", "0x00000000000000000000000000000000Ce110701"),
  place("OpenPaymaster", "demo/OpenPaymaster", "0x00000000000000000000000000000000Ce110702"),
];

function place(contract, source, address, args = []) {
  return { contract, source: `${source}.sol`, address, args: args.map(word).join("") };
}
