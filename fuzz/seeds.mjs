// Writes corpus/<target>/ from the recorded vectors: seeds that are real, so that fuzzing starts
// behind the first checks. Run by `../dev fuzz`; corpus/ is not tracked.
//
// Walks every JSON file and takes what has the right shape, wherever it stands.
import { createHash } from "node:crypto"
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs"

const VECTORS = new URL("../tests/vectors/", import.meta.url)
const counts = {}

function seed(target, bytes) {
  const folder = new URL(`corpus/${target}/`, import.meta.url)
  mkdirSync(folder, { recursive: true })
  const name = createHash("sha1").update(bytes).digest("hex")
  writeFileSync(new URL(name, folder), bytes)
  counts[target] = (counts[target] ?? new Set()).add(name)
}

const hex = (text) => Buffer.from(text.slice(2), "hex")
const word = (value) => Buffer.from(BigInt(value).toString(16).padStart(64, "0"), "hex")
const behind = (bytes, width) => {
  const length = Buffer.alloc(width)
  length.writeUIntBE(bytes.length, 0, width)
  return Buffer.concat([length, bytes])
}
const isHex = (text) => typeof text === "string" && /^0x([0-9a-fA-F]{2})*$/.test(text)

const CONTRACTS = [
  "67b436caD8a6D025DF6C82C5BB43fbF11fC5B9B7", "e4Fec84B7B002273ecC86baa65a831ddB92d30a8", "67Fa43ca2D689beA4d10b9F2C96828828A2Ab275",
  "B3CB5f502250360335614df1421f2AAbE98CE503", "9a52283276A0ec8740DF50bF01B28A80D880eaf2", "85770b902D1e503D5f5141d9eaC16d0d08eEaDd2",
  "aeFC5AbC67FfD258abD0A3E54f65E70326F84b23", "B9f8f524bE6EcD8C945b1b87f9ae5C192FdCE20F", "f63d4139B25c836334edD76641356c6b74C86873",
  "6a06358e6b283921deceabe7e8a3741d506cca9b", "F6A936c88D97E6fad13b98d2FD731Ff17eeD591d",
].map((address) => `0x${address.toLowerCase()}`)

function policy(address, flag, data) {
  const index = CONTRACTS.indexOf(address.toLowerCase())
  if (index >= 0 && isHex(data)) seed("policy_decode", Buffer.concat([Buffer.from([index]), hex(flag), hex(data)]))
}

function packed(op) {
  const words = [op.nonce, op.accountGasLimits, op.preVerificationGas, op.gasFees].map(word)
  const strings = [op.initCode, op.callData, op.paymasterAndData].map((text) => behind(hex(text), 2))
  seed("operation_unpack", Buffer.concat([hex(op.sender), ...words, ...strings, hex(op.signature)]))
}

function json(op) {
  const wire = { signature: "0x" }
  for (const [name, value] of Object.entries(op)) {
    if (name === "chainId" || value === null) continue
    wire[name] = isHex(value) || !/^\d+$/.test(value) ? value : `0x${BigInt(value).toString(16)}`
  }
  seed("operation_json", Buffer.from(JSON.stringify(wire)))
}

// Parts of webauthn_parse, see its file.
const [ANSWER, KEY, AUTHENTICATOR_DATA, CLIENT_DATA, ASSERTION, TREE] = [0, 1, 2, 3, 4, 5]
const webauthn = (part, bytes) => seed("webauthn_parse", Buffer.concat([Buffer.from([part]), bytes]))

function assertion(answer) {
  const [data, der, json] = [hex(answer.authenticatorData), hex(answer.derSignature), Buffer.from(answer.clientDataJSON)]
  webauthn(ANSWER, Buffer.concat([hex(answer.challenge), behind(data, 1), behind(der, 1), json]))
  webauthn(AUTHENTICATOR_DATA, data)
  webauthn(CLIENT_DATA, json)
}

/** Signatures of passkeys, alone or behind the byte of a permission. */
function signature(bytes) {
  if (bytes.length < 256) return
  const inner = bytes[0] === 0xff ? bytes.subarray(1) : bytes
  webauthn(ASSERTION, inner)
  webauthn(TREE, inner)
}

function text(name, value) {
  if (isHex(value) && value.startsWith("0xe9ae5c53")) seed("execute", hex(value))
  if (["enableData", "validatorData"].includes(name) && isHex(value) && value.length > 400) seed("enable_data", hex(value))
  if (["serialized", "serializedAccount"].includes(name)) seed("blob", Buffer.from(value, "base64"))
  if (name === "encodedPubKey" && isHex(value)) webauthn(KEY, hex(value))
  if (name === "spkiBase64") webauthn(KEY, Buffer.from(value, "base64"))
}

function walk(value, passkeys) {
  if (value === null || typeof value !== "object") return
  const all = (...names) => names.every((name) => typeof value[name] === "string")
  if (all("sender", "nonce", "initCode", "callData", "accountGasLimits", "gasFees", "paymasterAndData", "signature")) packed(value)
  if (all("sender", "nonce", "callData", "callGasLimit", "verificationGasLimit", "maxFeePerGas") && !("initCode" in value)) json(value)
  if (all("policyInfo", "policyData")) policy(`0x${value.policyInfo.slice(6)}`, value.policyInfo.slice(0, 6), value.policyData)
  if (all("address", "flag", "data")) policy(value.address, value.flag, value.data)
  if (all("clientDataJSON", "authenticatorData", "challenge", "derSignature")) assertion(value)
  for (const [name, inner] of Object.entries(value)) {
    if (typeof inner === "string") text(name, inner)
    if (passkeys && /ignature$/.test(name) && isHex(inner)) signature(hex(inner))
    walk(inner, passkeys)
  }
}

for (const folder of [VECTORS, new URL("behaviour/", VECTORS)])
  for (const name of readdirSync(folder).filter((name) => name.endsWith(".json")))
    walk(JSON.parse(readFileSync(new URL(name, folder))), name === "webauthn.json")

for (const [target, names] of Object.entries(counts)) console.error(`${target}: ${names.size} seeds`)
