// Where every contract of the local network lives, and which source stands in for it there.
//
// Source of the addresses: spec 1.2, 4.3, 4.5, 7.4. Refuses nothing; it is a table.
// `source` is a Solidity file, `contract` the name in it, `args` constructor words.

const word = (address) => address.slice(2).toLowerCase().padStart(64, "0");

export const ENTRY_POINT = "0x0000000071727De22E5E9d8BAf0edAc6f37da032";
export const SENDER_CREATOR = "0xEFC2c1444eBCC4Db75e7613d20C6a62fF67A167C";
export const KERNEL = "0xBAC849bB641841b44E965fB01A4Bf5F074f84b4D";
export const FACTORY = "0xaac5D4240AF87249B3f71BC8E4A2cae074A3E419";

export const PLACES = [
  place("Kernel", "kernel/Kernel", KERNEL),
  place("KernelFactory", "factory/KernelFactory", FACTORY, [KERNEL]),
  place("FactoryStaker", "factory/FactoryStaker", "0xd703aaE79538628d27099B8c4f621bE4CCd142d5", [FACTORY]),
  place("EcdsaValidator", "validators/EcdsaValidator", "0x845ADb2C711129d4f3966735eD98a9F09fC4cE57"),
  place("MultiChainValidator", "validators/MultiChainValidator", "0x5C97aA67Ba578E3c54ec5942A7563Ea9130E4f5F"),
  place("WebAuthnValidator", "validators/WebAuthnValidator", "0x7ab16Ff354AcB328452F1D445b3Ddee9a91e9e69"),
  place("EcdsaSigner", "signers/EcdsaSigner", "0x6A6F069E2a08c2468e7724Ab3250CdBFBA14D4FF"),
  place("WebAuthnSigner", "signers/WebAuthnSigner", "0x65DEeC8fEe717dc044D0CFD63cCf55F02cCaC2b3"),
  place("CallPolicyV4", "policies/CallPolicyV4", "0x9a52283276A0ec8740DF50bF01B28A80D880eaf2"),
  place("CallPolicyV5", "policies/CallPolicyV5", "0x85770b902D1e503D5f5141d9eaC16d0d08eEaDd2"),
  place("GasPolicy", "policies/GasPolicy", "0xaeFC5AbC67FfD258abD0A3E54f65E70326F84b23"),
  place("TimestampPolicy", "policies/TimestampPolicy", "0xB9f8f524bE6EcD8C945b1b87f9ae5C192FdCE20F"),
  place("RateLimitPolicy", "policies/RateLimitPolicy", "0xf63d4139B25c836334edD76641356c6b74C86873"),
  place("RateLimitResetPolicy", "policies/RateLimitResetPolicy", "0x6A06358E6b283921DECEAbe7e8A3741d506ccA9B"),
  place("SignatureCallerPolicy", "policies/SignatureCallerPolicy", "0xF6A936c88D97E6fad13b98d2FD731Ff17eeD591d"),
  place("SudoPolicy", "policies/SudoPolicy", "0x67b436caD8a6D025DF6C82C5BB43fbF11fC5B9B7"),
  place("P256Verifier", "webauthn/P256Verifier", "0xc2b78104907F722DABAc4C69f826a522B2754De4"),
  place("DeterministicDeployer", "network/DeterministicDeployer", "0x4e59b44847b379578588920cA78FbF26c0B4956C"),
  place("Multicall", "network/Multicall", "0xcA11bde05977b3631167028862bE2a173976CA11"),
  place("DemoToken", "demo/DemoToken", "0x48F305A70515dAC627a0B29eb24787814FF52eA4"),
  place("Counter", "demo/Counter", "0x44C0ec84261239c0330a4092c0e97C00286E44D1"),
  place("Notes", "demo/Notes", "0x00000000000000000000000000000000Ce110701"),
  place("OpenPaymaster", "demo/OpenPaymaster", "0x00000000000000000000000000000000Ce110702"),
];

function place(contract, source, address, args = []) {
  return { contract, source: `src/${source}.sol`, address, args: args.map(word).join("") };
}
